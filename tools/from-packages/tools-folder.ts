import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { ProgramFolders } from './images';
import { contentKey } from './key';
import type { Layout } from './layout';
import { CLUSTER_NETWORK } from './network';
import { KUBERNETES_PLUGIN_VERSION } from './programs';

/** Name on PATH to the program that it starts. */
const ON_PATH: Readonly<Record<string, string>> = {
  kind: 'kind',
  kubectl: 'kube',
  pulumi: 'pulumi',
  'pulumi-language-nodejs': 'pulumi-language-nodejs',
};
/** Scripts of Pulumi's npm package that its command line looks for on PATH. */
const SCRIPTS = ['pulumi-resource-pulumi-nodejs', 'pulumi-analyzer-policy'] as const;
const PLUGIN = 'pulumi-resource-kubernetes';

export interface Tools {
  readonly environment: Readonly<Record<string, string>>;
  readonly bin: string;
}

/** Makes the folder for PATH and Pulumi's home with its plugin, both links into the cache. Returns how to use them. */
export function linkTools(
  layout: Layout,
  programs: ProgramFolders,
  docker: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
): Tools {
  const links: Record<string, string> = Object.fromEntries(
    Object.entries(ON_PATH).map(([name, program]) => [name, join(programs[program] ?? '', program)]),
  );
  for (const script of SCRIPTS) {
    const file = join(layout.npmPackages, '@pulumi', 'pulumi', script);
    if (existsSync(file)) links[script] = file;
  }
  const bin = layout.tools(contentKey(Object.entries(links).flat()));
  if (!existsSync(bin)) makeLinks(bin, links);
  linkPlugin(layout, join(programs[PLUGIN] ?? '', PLUGIN));
  return { bin, environment: { ...docker, ...toolsEnvironment(layout, bin, environment['PATH'] ?? '') } };
}

export function toolsEnvironment(layout: Layout, bin: string, path: string): Record<string, string> {
  return {
    PATH: [bin, path].join(delimiter),
    KIND_EXPERIMENTAL_DOCKER_NETWORK: CLUSTER_NETWORK,
    PULUMI_HOME: layout.pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  };
}

function makeLinks(folder: string, links: Readonly<Record<string, string>>): void {
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(unfinished, name));
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
}

/** Where Pulumi looks for a plugin of a version; a link of an older plan is replaced. */
function linkPlugin(layout: Layout, program: string): void {
  const link = join(layout.pulumiHome, 'plugins', `resource-kubernetes-v${KUBERNETES_PLUGIN_VERSION}`, PLUGIN);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(program, link);
}
