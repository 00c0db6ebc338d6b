import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserErrors, type UserError } from '../../contract';
import { BuildProgress, type PartProgress, type PlannedPart } from './build-progress';
import { buildImage, importRootFileSystem, saveAs } from './build-image';
import { buildProgram } from './build-program';
import { hasImage, installFromDebian, startDocker } from './docker';
import { call, type Host } from './host';
import {
  appBases,
  debian,
  nodeImages,
  standInFor,
  type ImageRecipe,
  type Ingredient,
  type NodeImages,
  type ProgramFolders,
} from './images';
import { contentKey, filesOf, programKey } from './key';
import { COLD_MIB, missingPackages, readMachine, shortages } from './machine';
import { isolateCluster } from './network';
import { KUBERNETES_VERSION, METRICS_SERVER_VERSION, PROGRAMS } from './programs';
import { linkTools } from './tools-folder';

/** Everything that a cluster made from packages needs, ready to use. */
export interface Packages {
  /** To add to the environment of docker, kind, kubectl and Pulumi. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder with kind, kubectl, pulumi and its language host. */
  readonly bin: string;
  /** Image for the nodes of kind. */
  readonly nodeImage: string;
  /** Bases of the apps' images, by the kind of released image that they stand in for. */
  readonly bases: Readonly<Record<'debian' | 'python' | 'node', string>>;
}

interface Part extends PlannedPart {
  readonly isReady: () => boolean;
  readonly build: (progress: PartProgress) => Promise<void>;
}

/** Free space when everything is cached: logs, links. */
const WARM_MIB = 500;

/** `<platform>/<architecture>` of the binaries, as in their keys. */
export const TARGET = 'linux/amd64';

/** Folder in the cache of each program of the plan. */
export function programFolders(host: Host): ProgramFolders {
  const { layout } = host;
  return Object.fromEntries(
    PROGRAMS.map((program) => [program.name, layout.part(program.name, programKey(program, layout.modules, TARGET))]),
  );
}

/** Builds what is missing and starts what must run. Takes seconds when everything is there. */
export async function preparePackages(host: Host): Promise<Packages> {
  const folders = programFolders(host);
  await prepareMachine(host, Object.values(folders).every(existsSync) ? WARM_MIB : COLD_MIB);
  const docker = await startDocker(host);
  const environment = { ...host.environment, ...docker };
  await isolateCluster(host, environment);

  const rootFileSystem = debian();
  const nodejs = nodejsFolder(host);
  const archive = host.layout.work('images.tar');
  const images = nodeImages(host.layout, rootFileSystem.tag, folders, await kindFiles(host), archive);
  const bases = appBases(host.layout, rootFileSystem.tag, nodejs);
  const imagePart = (title: string, recipe: ImageRecipe): Part => ({
    name: recipe.tag,
    title,
    expectedSeconds: recipe.expectedSeconds,
    isReady: () => hasImage(recipe.tag, environment),
    build: () => buildImage(host, recipe, environment),
  });
  await buildMissing(host, [
    ...programParts(host, folders),
    {
      name: rootFileSystem.tag,
      title: 'Debian from its packages',
      expectedSeconds: rootFileSystem.expectedSeconds,
      isReady: () => hasImage(rootFileSystem.tag, environment),
      build: () => importRootFileSystem(host, rootFileSystem, environment),
    },
    {
      name: images.node.tag,
      title: 'the node image',
      expectedSeconds: [images.base, images.node, ...Object.values(images.pods)].reduce(
        (sum, each) => sum + each.expectedSeconds,
        0,
      ),
      isReady: () => hasImage(images.node.tag, environment),
      build: () => buildNode(host, images, folders, archive, environment),
    },
    {
      name: nodejs,
      title: 'Node and npm from npm',
      expectedSeconds: 20,
      isReady: () => existsSync(nodejs),
      build: () => installNodejs(host, nodejs),
    },
    imagePart('Python for images', bases.python),
    imagePart('Node for images', bases.node),
  ]);
  return {
    ...linkTools(host.layout, folders, docker, host.environment),
    nodeImage: images.node.tag,
    bases: { debian: rootFileSystem.tag, python: bases.python.tag, node: bases.node.tag },
  };
}

/** Refuses a machine that cannot do it, naming all that is missing at once, and installs what Debian has. */
async function prepareMachine(host: Host, neededMiB: number): Promise<void> {
  const { root } = host.layout;
  mkdirSync(root, { recursive: true });
  const machine = readMachine(root, host.environment);
  const [first, ...others] = shortages(machine, neededMiB, root);
  if (first !== undefined) throw new UserErrors([first, ...others] satisfies [UserError, ...UserError[]]);
  const packages = missingPackages(machine.programs);
  if (packages.length > 0) host.print(`==> installing from Debian: ${packages.join(', ')}`);
  await installFromDebian(host, packages);
}

async function buildMissing(host: Host, parts: readonly Part[]): Promise<void> {
  const missing = parts.filter((part) => !part.isReady());
  const progress = new BuildProgress(missing, host.print, host.nowSeconds);
  for (const part of missing) await progress.run(part.name, part.build);
}

function programParts(host: Host, folders: ProgramFolders): Part[] {
  return PROGRAMS.map((program) => {
    const folder = folders[program.name] ?? '';
    return {
      name: program.name,
      title: `${program.name} ${program.version} from its Go module`,
      expectedSeconds: program.expectedSeconds,
      isReady: () => existsSync(folder),
      build: (progress) => buildProgram(host, program, folder, progress),
    };
  });
}

async function buildNode(
  host: Host,
  images: NodeImages,
  folders: ProgramFolders,
  archive: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  for (const recipe of [images.base, ...Object.values(images.pods)])
    if (!hasImage(recipe.tag, environment)) await buildImage(host, recipe, environment);
  const wanted = [
    ...(await kubeadmImages(host, folders)),
    `registry.k8s.io/metrics-server/metrics-server:${METRICS_SERVER_VERSION}`,
  ];
  const names = Object.fromEntries(wanted.map((name) => [name, images.pods[standInFor(name)]?.tag ?? name]));
  mkdirSync(dirname(archive), { recursive: true });
  try {
    await saveAs(host, names, archive, environment);
    await buildImage(host, images.node, environment);
  } finally {
    rmSync(archive, { force: true });
  }
}

/** The names of the images that this version of kubeadm starts. */
async function kubeadmImages(host: Host, folders: ProgramFolders): Promise<string[]> {
  const kube = join(folders['kube'] ?? '', 'kube');
  const list = await call(host, [kube, 'kubeadm', 'config', 'images', 'list', '--kubernetes-version', KUBERNETES_VERSION], {
    log: 'kubeadm-images',
  });
  return list.split('\n').filter((line) => line.startsWith('registry.k8s.io/'));
}

/** kind's files for a node: they are in the module that kind is built from. */
async function kindFiles(host: Host): Promise<Ingredient> {
  const options = { cwd: join(host.layout.modules, 'kind'), environment: { GOFLAGS: '-mod=readonly' } };
  await call(host, ['go', 'mod', 'download', 'sigs.k8s.io/kind'], { ...options, log: 'kind-module' });
  const folder = await call(host, ['go', 'list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kind'], { ...options, log: 'kind-module' });
  const version = PROGRAMS.find((program) => program.name === 'kind')?.version ?? '';
  return { path: join(folder.trim(), 'images', 'base', 'files'), identity: ['kind', version] };
}

function nodejsFolder(host: Host): string {
  return host.layout.part('nodejs', contentKey([TARGET, ...filesOf(join(host.layout.modules, 'nodejs'))]));
}

async function installNodejs(host: Host, target: string): Promise<void> {
  const work = host.layout.work(`nodejs-${process.pid}`);
  try {
    cpSync(join(host.layout.modules, 'nodejs'), work, { recursive: true });
    await call(host, ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, log: 'nodejs' });
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What is there and what is missing, without building or starting anything. */
export function packagesStatus(host: Host): { readonly name: string; readonly version: string; readonly isReady: boolean }[] {
  const folders = programFolders(host);
  return PROGRAMS.map(({ name, version }) => ({ name, version, isReady: existsSync(folders[name] ?? '') }));
}
