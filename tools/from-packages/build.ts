import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { throwAny } from '../../contract';
import { BuildProgress } from './build-progress';
import { installFromDebian } from './debian-packages';
import { dockerEnvironment, startDocker } from './docker';
import { moduleFolder } from './go-module';
import type { Host } from './host';
import { appBases, debian, nodeImages, type Ingredient, type ProgramFolders } from './images';
import type { AddonBuild } from './addons/addon-build';
import { kedaAddon } from './keda/keda';
import { knativeAddon } from './knative/knative';
import { kserveAddon } from './kserve/kserve';
import { COLD_MIB, missingPackages, readMachine, shortages } from './machine';
import { isolateCluster } from './network';
import { imagePart, nodejsPart, nodePart, programFolders, programPart, rootFileSystemPart, type Part } from './parts';
import { PROGRAMS, programsWith, type Addon, type Program } from './programs';
import { linkTools } from './tools-folder';

/** Docker and bases to build the apps' images with. */
export interface Bases {
  /** To add to the environment of docker. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bases of the apps' images, by the kind of released image that they stand in for. */
  readonly bases: Readonly<Record<'debian' | 'python' | 'node', string>>;
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
export async function prepareBases(host: Host): Promise<Bases> {
  await prepareMachine(host, BASES_MIB);
  const environment = await startDocker(host);
  const { parts, bases } = baseParts(host, { ...host.environment, ...environment });
  await buildMissing(host, parts);
  return { environment, bases };
}

/**
 * Builds what is missing and starts what must run. Takes seconds when everything is there.
 *
 * @param addons what the cluster needs besides Kubernetes
 */
export async function preparePackages(host: Host, addons: readonly Addon[] = []): Promise<Packages> {
  const folders = programFolders(host);
  const wanted = programsWith(addons);
  const isWarm = wanted.every(({ name }) => existsSync(folders[name] ?? ''));
  await prepareMachine(host, isWarm ? WARM_MIB : COLD_MIB);
  const docker = await startDocker(host);
  const environment = { ...host.environment, ...docker };
  await isolateCluster(host, environment);

  const { parts, bases } = baseParts(host, environment);
  const archive = host.layout.work(`images-${process.pid}.tar`);
  const images = nodeImages(host.layout, bases.debian, folders, await kindFiles(host), archive);
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
  addons: readonly Addon[] = [],
): { readonly name: string; readonly version: string; readonly isReady: boolean }[] {
  const folders = programFolders(host);
  return programsWith(addons).map(({ name, version }) => ({ name, version, isReady: existsSync(folders[name] ?? '') }));
}

function baseParts(host: Host, environment: NodeJS.ProcessEnv): { parts: Part[]; bases: Bases['bases'] } {
  const rootFileSystem = debian();
  const nodejs = nodejsPart(host);
  const bases = appBases(host.layout, rootFileSystem.tag, nodejs.folder);
  return {
    parts: [
      rootFileSystemPart(host, rootFileSystem, environment),
      nodejs,
      imagePart(host, 'Python for images', bases.python, environment),
      imagePart(host, 'Node for images', bases.node, environment),
    ],
    bases: { debian: rootFileSystem.tag, python: bases.python.tag, node: bases.node.tag },
  };
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
