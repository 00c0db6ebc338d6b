import { UserError, type Arrangement, type KubernetesObject, type Lab } from '../contract';
import { GPU_RESOURCE, titleOf } from '../charts-src';
import type { RunCommand } from './commands';
import { addedGroups, ADDON_GROUPS } from './cluster/added-groups';
import { requestedMillis, requireCapacity } from './cluster/kind/capacity';
import { requireBuilt } from './cluster/kind/image-operations';
import { requireKind } from './cluster/kind/node-image';
import { existingPreflight } from './cluster/existing/preflight';
import type { Settings } from './settings';

/** What a run is about to need. */
export interface Need {
  readonly settings: Settings;
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
  readonly lab: Pick<Lab, 'services' | 'benchmarks' | 'own'>;
  readonly arrangement: Arrangement;
  /** What the stack installs before them on its own cluster. */
  readonly platform: { readonly groups: readonly string[]; readonly objects: readonly KubernetesObject[] };
  /** Images that must be on this machine. */
  readonly images: readonly string[];
}

/**
 * Looks for everything that would stop the run half way.
 *
 * @throws UserError naming the tool, image, context or permission that is missing, before anything is made
 */
export async function preflight(need: Need, run: RunCommand): Promise<void> {
  const { cluster } = need.settings;
  if (cluster.kind === 'existing') return existingPreflight(cluster, need, run);
  refuseMissing(need.objects, need.platform.groups);
  await requireKind(run);
  await requireTool(
    ['docker', 'version', '--format', '{{.Server.Version}}'],
    'Docker',
    'Start Docker, or set DOCKER_HOST to the one that runs.',
    run,
  );
  await requireCapacity(requestedMillis([...need.objects, ...need.platform.objects], need), run);
  for (const image of need.images) await requireBuilt(image, run);
}

/**
 * The stack's own cluster has metrics-server and the addons that the settings ask for.
 *
 * @param installed API groups besides those of Kubernetes
 * @throws UserError naming the object that needs more, and where it would run
 */
export function refuseMissing(objects: readonly KubernetesObject[], installed: readonly string[]): void {
  refuseGpus(objects);
  const first = addedGroups(objects).find(({ group }) => !installed.includes(group));
  if (first === undefined) return;
  const { user, product, group } = first;
  throw new UserError({
    code: 'product-not-installed',
    where: user,
    problem: `needs ${product}, which this stack does not install on its kind cluster.`,
    fix: [
      ...(Object.values<string>(ADDON_GROUPS).includes(group)
        ? ['On Debian 12 as root, ./lab up --on kind --from-packages builds and installs it.']
        : []),
      `Else run this profile on a cluster that has ${product} (lab:cluster existing; a kind cluster of yours is one too),`,
      'or locally: ./lab up runs the same manifests without a cluster.',
    ].join('\n  '),
  });
}

/** Nodes of a kind cluster have no GPU. A lab that needs one is refused, because measuring without it would mislead. */
function refuseGpus(objects: readonly KubernetesObject[]): void {
  const user = objects.find(({ spec }) => asksFor(GPU_RESOURCE, spec));
  if (user === undefined) return;
  throw new UserError({
    code: 'gpu-missing',
    where: titleOf(user),
    problem: `asks for ${GPU_RESOURCE}, and no node of a kind cluster has any: it was not run, and nothing was started.`,
    fix: [
      'Run this profile on a cluster with GPUs (lab:cluster existing), or turn the service off in a profile of yours.',
      'Rendering it, ./lab lint and ./lab diff need no GPU.',
    ].join('\n  '),
  });
}

/** Each kind of object has its limits in another place. */
function asksFor(resource: string, spec: unknown): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  return Object.entries(spec).some(([key, value]) => key === resource || asksFor(resource, value));
}

async function requireTool(command: readonly string[], name: string, fix: string, run: RunCommand): Promise<void> {
  const { exitCode, stderr } = await run(command);
  if (exitCode === 0) return;
  const problem =
    exitCode === 127 ? 'is not installed, or not on PATH.' : `does not answer: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  throw new UserError({ code: 'tool-unavailable', where: name, problem, fix });
}
