import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { findOnPath, IMAGE_PREFIX, imageOf, isExecutable, nearest, UserError, type App } from '../../contract';
import type { MappedImage } from '../options';

/** Programs of this machine that run in place of those in the images. */
export interface HostPrograms {
  /** Root of the repository. */
  readonly root: string;
  readonly pythonPath: string;
  /** Interpreter by app, where it is not pythonPath. */
  readonly appPythonPaths: Readonly<Record<string, string>>;
  readonly redisServer: string;
  /** PATH that pods get. */
  readonly searchPath: string;
}

/** The programs as one app sees them: `python` comes from the app's own environment if it has one. */
export function programsOf(app: App, programs: HostPrograms): HostPrograms {
  return { ...programs, pythonPath: programs.appPythonPaths[app.name] ?? programs.pythonPath };
}

/** Images that can run on this machine. */
export interface KnownImages {
  readonly apps: readonly App[];
  readonly images: Readonly<Record<string, MappedImage>>;
}

/** What an image starts here. Throws a UserError that names the object and field when nothing does. */
export function entryOf(image: string, { apps, images }: KnownImages, where: string): App | MappedImage {
  return Object.hasOwn(images, image) ? (images[image] as MappedImage) : appOf(image, apps, where);
}

export function isMapped(entry: App | MappedImage): entry is MappedImage {
  return 'folder' in entry;
}

/**
 * The command of a mapped image: its program from PATH, or relative to the folder of the mapping. Throws a UserError when it is
 * not there.
 */
export function mappedCommand(
  [name = '', ...args]: readonly string[],
  { folder }: MappedImage,
  searchPath: string,
  where: string,
): string[] {
  const file = name.includes('/') ? resolve(folder, name) : findOnPath(name, searchPath);
  if (file !== undefined && isExecutable(file)) return [file, ...args];
  throw new UserError({
    where,
    problem: `the program ${name} is not on this machine, or cannot be executed.`,
    fix: name.includes('/') ? `It is looked for in ${folder}.` : 'Install it, or give its path in the command.',
    code: 'program-missing',
  });
}

/** The app whose image this is. Throws a UserError that names the object and field. */
function appOf(image: string, apps: readonly App[], where: string): App {
  const match = new RegExp(`^${IMAGE_PREFIX}/([^:@]+)(?::(.*))?$`).exec(image);
  const name = match?.[1];
  const app = apps.find((one) => one.name === name);
  if (name === undefined || app === undefined) {
    const names = apps.map((one) => one.name);
    const meant = name === undefined ? undefined : nearest(name, names);
    throw new UserError({
      where,
      problem: `image ${image} cannot run here: the local engine starts the apps of this repository, and what a mapping names.`,
      fix: meant === undefined ? `Images: ${apps.map(imageOf).join(', ')}.` : `Did you mean ${IMAGE_PREFIX}/${meant}?`,
      code: 'image-unknown',
    });
  }
  if (imageOf(app) !== image)
    throw new UserError({
      where,
      problem: `image ${image} is out of date: the working tree makes ${imageOf(app)}.`,
      fix: 'Synthesize the manifests again: npx cdk8s synth.',
      code: 'image-outdated',
    });
  return app;
}

function findProgram(name: string, programs: HostPrograms): string | undefined {
  const known: Readonly<Record<string, string>> = {
    python: programs.pythonPath,
    python3: programs.pythonPath,
    node: process.execPath,
    'redis-server': programs.redisServer,
  };
  const standIn = known[name];
  if (standIn !== undefined) return standIn;
  if (!name.includes('/')) return findOnPath(name, programs.searchPath);
  const file = isAbsolute(name) ? name : join(programs.root, name);
  return isExecutable(file) ? file : undefined;
}

/** Files of the repository are named relative to its root, as in the image; compiled ones lie in build/. */
function inRepository(argument: string, root: string): string {
  if (argument === '' || argument.startsWith('-') || isAbsolute(argument)) return argument;
  const candidates = argument.endsWith('.js') ? [join(root, 'build', argument), join(root, argument)] : [join(root, argument)];
  return argument.includes('/') ? (candidates.find((file) => existsSync(file)) ?? argument) : argument;
}

/**
 * The command of this machine for an image's entry point or a container's own command. The first word becomes an absolute
 * path. Throws a UserError when the program is not there.
 */
export function hostCommand(command: readonly string[], programs: HostPrograms, where: string): string[] {
  const [name = '', ...args] = command;
  const program = findProgram(name, programs);
  if (program === undefined)
    throw new UserError({
      where,
      problem: `the program ${name} is not on this machine.`,
      fix: 'Install it, or use one of python, node, redis-server.',
      code: 'program-missing',
    });
  return [program, ...args.map((argument) => inRepository(argument, programs.root))];
}
