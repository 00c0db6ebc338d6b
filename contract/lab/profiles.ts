import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { choiceInstead } from '../nearest';
import type { BenchmarkResult } from '../result';
import { UserError } from '../user-error';
import { extendedBy, loadLab, type LoadedLab, type Source } from './load';

/** lab.yaml itself, without a profile. */
export const DEFAULT_PROFILE = 'default';

/** The profile that runs when none is named. On the lab's own cluster it is all of it, in turns where there are few cores. */
export const PROFILE_ON = {
  local: DEFAULT_PROFILE,
  simulate: DEFAULT_PROFILE,
  kind: 'whole',
  existing: DEFAULT_PROFILE,
} as const satisfies Record<BenchmarkResult['environment']['engine'], string>;

/** Where a lab is described. */
export interface LabChoice {
  /** Errors name files below this folder by their path from it, others by their whole path. */
  readonly root: string;
  /**
   * The profiles of a lab.yaml lie in `profiles/` beside it.
   * @default - lab.yaml of root
   */
  readonly file?: string;
  readonly profile: string;
  /**
   * How the profile was chosen, for errors: `LAB_PROFILE=quikc`.
   * @default - `--profile quikc`
   */
  readonly named?: string;
}

/**
 * lab.yaml with a profile and all that it extends.
 *
 * @throws UserError when a file cannot be read, a profile is unknown, or a setting is wrong
 */
export function readLab(choice: LabChoice): LoadedLab {
  return loadLab(labSources(choice));
}

/**
 * The texts that make a lab, as `loadLab` takes them: lab.yaml, then the profiles from the one that extends none to the chosen one.
 *
 * @throws UserError when a file cannot be read, or a profile is unknown or extends itself
 */
export function labSources({
  root,
  file = join(root, 'lab.yaml'),
  profile,
  named = `--profile ${profile}`,
}: LabChoice): Source[] {
  const chain: string[] = [];
  const profiles: Source[] = [];
  let wanted = { profile, named };
  while (wanted.profile !== DEFAULT_PROFILE) {
    if (chain.includes(wanted.profile)) throw circle([...chain, wanted.profile], wanted.named);
    if (!profilesOf(file).includes(wanted.profile)) throw unknownProfile(wanted, { root, file });
    const source = read(profileFile(file, wanted.profile), root);
    chain.push(wanted.profile);
    profiles.unshift(source);
    const parent = extendedBy(source);
    wanted = parent === undefined ? { profile: DEFAULT_PROFILE, named } : { profile: parent.name, named: parent.where };
  }
  const folder = resolve(dirname(file));
  const base: Source = {
    ...read(file, root),
    files: { folder, read: (path) => readFileSync(resolve(folder, path), 'utf8') },
  };
  const misplaced = extendedBy(base);
  if (misplaced !== undefined)
    throw new UserError({
      code: 'extends-misplaced',
      where: misplaced.where,
      problem: 'lab.yaml extends nothing: every profile begins with it.',
      fix: `Take the line away, and choose the profile: --profile ${misplaced.name}`,
    });
  return [base, ...profiles];
}

/** Names of the profiles beside a lab.yaml. */
export function profilesOf(file: string): string[] {
  const folder = profilesFolder(file);
  return existsSync(folder)
    ? readdirSync(folder)
        .flatMap((name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? [])
        .sort()
    : [];
}

const profilesFolder = (file: string): string => join(dirname(file), 'profiles');
const profileFile = (file: string, profile: string): string => join(profilesFolder(file), `${profile}.yaml`);

function read(file: string, root: string): Source {
  try {
    return { file: shown(file, root), text: readFileSync(file, 'utf8') };
  } catch (error) {
    throw new UserError({
      code: 'lab-unreadable',
      where: shown(file, root),
      problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
      fix: 'Name another file with --config.',
    });
  }
}

function shown(file: string, root: string): string {
  const path = relative(root, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

function unknownProfile(
  { profile, named }: { readonly profile: string; readonly named: string },
  { root, file }: { readonly root: string; readonly file: string },
): UserError {
  const known = [DEFAULT_PROFILE, ...profilesOf(file)];
  return new UserError({
    code: 'profile-unknown',
    where: named,
    problem: `there is no ${shown(profileFile(file, profile), root)}.`,
    fix: choiceInstead(profile, 'Profiles', known),
  });
}

function circle(chain: readonly string[], where: string): UserError {
  return new UserError({
    code: 'extends-circle',
    where,
    problem: `the profiles extend each other in a circle: ${chain.join(' -> ')}.`,
    fix: `Take \`extends\` away from one of them. A profile without it begins with lab.yaml.`,
  });
}
