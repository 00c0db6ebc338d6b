import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { throwAny } from '../../contract';
import { BuildProgress } from './build-progress';
import { installFromDebian } from './debian-packages';
import { dockerEnvironment, startDocker } from './docker';
import { moduleFolder, toolchainFolder } from './go-module';
import type { Host } from './host';
import {
  appBases,
  BASE_KINDS,
  debian,
  nodeImages,
  type BaseKind,
  type ImageRecipe,
  type Ingredient,
  type ProgramFolders,
} from './images';
import type { AddonBuild } from './addons/addon-build';
import { kedaAddon } from './keda/keda';
import { knativeAddon } from './knative/knative';
import { kserveAddon } from './kserve/kserve';
import { COLD_MIB, missingPackages, readMachine, shortages } from './machine';
import { isolateCluster } from './network';
import { imagePart, nodejsPart, nodePart, programFolders, programPart, rootFileSystemPart, type Part } from './parts';
import { PROGRAMS, programsWith, toolchainOf, type Addon, type Program } from './programs';
import { linkTools } from './tools-folder';

/** Docker and bases to build the apps' images with. */
export interface Bases {
  /** To add to the environment of docker. */
  readonly environment: Readonly<Record<string, string>>;
  /** Images to build the apps' images from, by the kind of released image that they stand in for: those that were asked for. */
  readonly bases: Readonly<Partial<Record<BaseKind, string>>>;
}

/** What most images start from. */
const USUAL_BASES: readonly BaseKind[] = ['debian', 'python', 'node'];

export interface Wanted {
  /**
   * What the cluster needs besides Kubernetes.
   * @default - nothing
   */
  readonly addons?: readonly Addon[];
  /**
   * What the apps' images are built from.
   * @default - Debian, Python and Node
   */
  readonly bases?: readonly BaseKind[];
}

/** Everything that a cluster made from packages needs, ready to use. */
export interface Packages extends Bases {
  /** To add to the environment of docker, kind, kubectl and Pulumi. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder with kind, kubectl, pulumi and its language host. */
  readonly bin: string;
  /** Image for the nodes of kind. */
  readonly nodeImage: string;
  /** Folder with the manifests of each addon that was asked for. */
  readonly manifests: Readonly<Partial<Record<Addon, string>>>;
}

const ADDON_BUILDS: Readonly<Record<Addon, (programs: ProgramFolders) => AddonBuild>> = {
  knative: knativeAddon,
  keda: kedaAddon,
  kserve: kserveAddon,
};

/** Free space when everything is cached (logs, links), and for images without the programs. */
const WARM_MIB = 500;
const BASES_MIB = 3000;

/** A Docker daemon and the bases of the apps' images; builds missing bases. */
export async function prepareBases(host: Host, kinds: readonly BaseKind[] = USUAL_BASES): Promise<Bases> {
  await prepareMachine(host, BASES_MIB);
  const environment = await startDocker(host);
  const { parts, bases } = await baseParts(host, kinds, { ...host.environment, ...environment });
  await buildMissing(host, parts);
  return { environment, bases };
}

/** Builds what is missing and starts what must run. Takes seconds when everything is there. */
export async function preparePackages(host: Host, { addons = [], bases: kinds = USUAL_BASES }: Wanted = {}): Promise<Packages> {
  const folders = programFolders(host);
  const wanted = programsWith(addons);
  const isWarm = wanted.every(({ name }) => existsSync(folders[name] ?? ''));
  await prepareMachine(host, isWarm ? WARM_MIB : COLD_MIB);
  const docker = await startDocker(host);
  const environment = { ...host.environment, ...docker };
  await isolateCluster(host, environment);

  const { parts, bases } = await baseParts(host, kinds, environment);
  const archive = host.layout.work(`images-${process.pid}.tar`);
  const images = nodeImages(host.layout, debian().tag, folders, await kindFiles(host), archive);
  const partsFor = (user: Program['for']): Part[] =>
    wanted.filter((program) => program.for === user).map((program) => programPart(host, program, folders[program.name] ?? ''));
  const builds = addons.map((addon) => ({ addon, build: ADDON_BUILDS[addon](folders) }));
  await buildMissing(host, [
    ...partsFor('cluster'),
    ...parts,
    nodePart(host, images, folders, archive, environment),
    ...partsFor('pulumi'),
    ...builds.flatMap(({ addon, build }) => [
      ...partsFor(addon),
      ...Object.entries(build.images).map(([title, recipe]) => imagePart(host, title, recipe, environment)),
    ]),
  ]);
  const manifests: Partial<Record<Addon, string>> = {};
  for (const { addon, build } of builds) manifests[addon] = await build.writeManifests(host);
  return {
    ...linkTools(host.layout, folders, docker, host.environment),
    nodeImage: images.node.tag,
    bases,
    manifests,
  };
}

/**
 * The environment of the programs that are built, for commands that need no Docker. Builds and starts nothing.
 *
 * @returns undefined when one of the cluster's or Pulumi's programs is missing
 */
export function builtEnvironment(host: Host): Readonly<Record<string, string>> | undefined {
  const folders = programFolders(host);
  if (programsWith([]).some(({ name }) => !existsSync(folders[name] ?? ''))) return undefined;
  return linkTools(host.layout, folders, dockerEnvironment(host), host.environment).environment;
}

/** Which programs are built, without building or starting anything. */
export function packagesStatus(
  host: Host,
  added: readonly (Addon | 'load-tools')[] = [],
): { readonly name: string; readonly version: string; readonly isReady: boolean }[] {
  const folders = programFolders(host);
  return programsWith(added).map(({ name, version }) => ({ name, version, isReady: existsSync(folders[name] ?? '') }));
}

async function baseParts(
  host: Host,
  kinds: readonly BaseKind[],
  environment: NodeJS.ProcessEnv,
): Promise<{ parts: Part[]; bases: Bases['bases'] }> {
  const rootFileSystem = debian();
  const nodejs = nodejsPart(host);
  const programs = programFolders(host);
  const go = { path: kinds.includes('golang') ? await toolchainFolder(host, 'kubernetes') : '', version: toolchainVersion(host) };
  const { python, node, golang, k6 } = appBases(host.layout, rootFileSystem.tag, { nodejs: nodejs.folder, go, programs });
  const k6Program = programsWith(['load-tools']).filter((program) => program.for === 'load-tools');
  const image = (title: string, recipe: ImageRecipe): Part => imagePart(host, title, recipe, environment);
  const parts: Readonly<Record<BaseKind, readonly Part[]>> = {
    debian: [rootFileSystemPart(host, rootFileSystem, environment)],
    python: [image('Python for images', python)],
    node: [nodejs, image('Node for images', node)],
    golang: [image('Go for images', golang)],
    k6: [...k6Program.map((program) => programPart(host, program, programs[program.name] ?? '')), image('k6 for images', k6)],
  };
  const tags: Readonly<Record<BaseKind, string>> = {
    debian: rootFileSystem.tag,
    python: python.tag,
    node: node.tag,
    golang: golang.tag,
    k6: k6.tag,
  };
  // Everything else is on top of Debian.
  const wanted = BASE_KINDS.filter((kind) => kind === 'debian' || kinds.includes(kind));
  return {
    parts: wanted.flatMap((kind) => parts[kind]),
    bases: Object.fromEntries(wanted.map((kind) => [kind, tags[kind]])),
  };
}

function toolchainVersion({ layout }: Host): string {
  return toolchainOf('kubernetes', readFileSync(join(layout.modules, 'kubernetes', 'go.mod'), 'utf8'));
}

/** Installs what Debian has; refuses an unfit machine with everything that is missing at once. */
async function prepareMachine(host: Host, neededMiB: number): Promise<void> {
  const { root } = host.layout;
  mkdirSync(root, { recursive: true });
  const machine = readMachine(root, host.environment);
  throwAny(shortages(machine, neededMiB, root));
  const packages = missingPackages(machine.programs);
  if (packages.length > 0) host.print(`==> installing from Debian: ${packages.join(', ')}`);
  await installFromDebian(host, packages);
}

async function buildMissing(host: Host, parts: readonly Part[]): Promise<void> {
  const missing = parts.filter((part) => !part.isReady());
  const progress = new BuildProgress(missing, host.print, host.nowSeconds);
  for (const part of missing) await progress.run(part.name, part.build);
}

/** kind's files for a node: they are in the module that kind is built from. */
async function kindFiles(host: Host): Promise<Ingredient> {
  const folder = await moduleFolder(host, 'kind', 'sigs.k8s.io/kind');
  const version = PROGRAMS.find((program) => program.name === 'kind')?.version ?? '';
  return { path: join(folder, 'images', 'base', 'files'), identity: ['kind', version] };
}
