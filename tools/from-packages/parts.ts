import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildImage, importRootFileSystem, saveAs } from './build-image';
import type { PartProgress, PlannedPart } from './build-progress';
import { buildProgram } from './build-program';
import { hasImage } from './docker';
import { call, type Host } from './host';
import { standInFor, type ImageRecipe, type NodeImages, type ProgramFolders, type RootFileSystem } from './images';
import { contentKey, filesOf, programKey } from './key';
import { KUBERNETES_VERSION, METRICS_SERVER_VERSION, PROGRAMS, type Program } from './programs';

/** Something to build, unless it exists under a name that identifies all its inputs. */
export interface Part extends PlannedPart {
  readonly isReady: () => boolean;
  readonly build: (progress: PartProgress) => Promise<void>;
}

/** `<platform>/<architecture>` of the binaries, as in their keys. */
const TARGET = 'linux/amd64';

/** Folder in the cache of each program. */
export function programFolders(host: Host): ProgramFolders {
  const { layout } = host;
  return Object.fromEntries(
    PROGRAMS.map((program) => [program.name, layout.part(program.name, programKey(program, layout.modules, TARGET))]),
  );
}

export function programPart(host: Host, program: Program, folder: string): Part {
  return {
    name: program.name,
    title: `${program.name} ${program.version} from its Go module`,
    expectedSeconds: program.expectedSeconds,
    isReady: () => existsSync(folder),
    build: (progress) => buildProgram(host, program, folder, progress),
  };
}

export function rootFileSystemPart(host: Host, recipe: RootFileSystem, environment: NodeJS.ProcessEnv): Part {
  return {
    name: recipe.tag,
    title: 'Debian from its packages',
    expectedSeconds: recipe.expectedSeconds,
    isReady: () => hasImage(recipe.tag, environment),
    build: () => importRootFileSystem(host, recipe, environment),
  };
}

export function imagePart(host: Host, title: string, recipe: ImageRecipe, environment: NodeJS.ProcessEnv): Part {
  return {
    name: recipe.tag,
    title,
    expectedSeconds: recipe.expectedSeconds,
    isReady: () => hasImage(recipe.tag, environment),
    build: () => buildImage(host, recipe, environment),
  };
}

/** The node image and the images inside it. */
export function nodePart(
  host: Host,
  images: NodeImages,
  programs: ProgramFolders,
  archive: string,
  environment: NodeJS.ProcessEnv,
): Part {
  const recipes = [images.base, ...Object.values(images.pods), images.node];
  return {
    name: images.node.tag,
    title: 'the node image',
    expectedSeconds: recipes.reduce((sum, recipe) => sum + recipe.expectedSeconds, 0),
    isReady: () => hasImage(images.node.tag, environment),
    build: async (progress) => {
      for (const [index, recipe] of recipes.slice(0, -1).entries()) {
        if (!hasImage(recipe.tag, environment)) await buildImage(host, recipe, environment);
        progress.done((index + 1) / (recipes.length + 1));
      }
      const kube = join(programs['kube'] ?? '', 'kube');
      const wanted = [
        ...(await kubeadmImages(host, kube)),
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
    },
  };
}

/** The names of the images that this version of kubeadm starts. */
async function kubeadmImages(host: Host, kube: string): Promise<string[]> {
  const list = await call(host, [kube, 'kubeadm', 'config', 'images', 'list', '--kubernetes-version', KUBERNETES_VERSION], {
    log: 'kubeadm-images',
  });
  return list.split('\n').filter((line) => line.startsWith('registry.k8s.io/'));
}

/** Node and npm, installed from the committed lockfile. */
export function nodejsPart(host: Host): Part & { readonly folder: string } {
  const source = join(host.layout.modules, 'nodejs');
  const folder = host.layout.part('nodejs', contentKey([TARGET, ...filesOf(source)]));
  return {
    name: 'nodejs',
    folder,
    title: 'Node and npm from npm',
    expectedSeconds: 20,
    isReady: () => existsSync(folder),
    build: async () => {
      const work = host.layout.work(`nodejs-${process.pid}`);
      try {
        cpSync(source, work, { recursive: true });
        await call(host, ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, log: 'nodejs' });
        mkdirSync(dirname(folder), { recursive: true });
        if (!existsSync(folder)) renameSync(work, folder);
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
  };
}
