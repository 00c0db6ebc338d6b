import { UserError, type KubernetesObject } from '../../../contract';
import { titleOf } from '../../../charts-src';
import { lastLines, type RunCommand } from '../../commands';
import type { ExistingSettings } from '../../settings';
import { addedGroups } from '../added-groups';

export interface ExistingNeed {
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Checks that the lab can be put on a cluster that is not ours: it answers, this account may make everything that the lab
 * makes, and what its autoscalers need is installed. The stack's claim checks who owns the namespace.
 *
 * @throws UserError naming what is missing
 */
export async function existingPreflight(settings: ExistingSettings, need: ExistingNeed, run: RunCommand): Promise<void> {
  const context = settings.context === undefined ? [] : ['--context', settings.context];
  const kubectl = (...args: readonly string[]) => run(['kubectl', '--kubeconfig', settings.kubeconfig, ...context, ...args]);
  await requireAnswer(settings, kubectl);
  await requireInstalled(need.objects, kubectl);
  await requirePermissions(need, kubectl);
}

type Kubectl = (...args: readonly string[]) => ReturnType<RunCommand>;

async function requireAnswer({ kubeconfig, context }: ExistingSettings, kubectl: Kubectl): Promise<void> {
  const answer = await kubectl('version', '--output', 'json', '--request-timeout', '10s');
  if (answer.exitCode === 0) return;
  if (answer.exitCode === 127)
    throw new UserError({
      code: 'kubectl-missing',
      where: 'kubectl',
      problem: 'is not installed, or not on PATH; it checks whether the cluster can take the lab.',
      fix: "Install kubectl of the cluster's version.",
    });
  throw new UserError({
    code: 'cluster-unreachable',
    where: `${kubeconfig}${context === undefined ? '' : `, context ${context}`}`,
    problem: `leads to no cluster that answers:\n${lastLines({ ...answer, stdout: '' })}`,
    fix: 'Set lab:kubeconfig to a kubeconfig file and lab:context to one of its contexts: kubectl config get-contexts',
  });
}

async function requireInstalled(objects: readonly KubernetesObject[], kubectl: Kubectl): Promise<void> {
  for (const { group, product, user } of addedGroups(objects))
    if (!(await isServed(`/apis/${group}`, kubectl))) throw missing(user, product);
  const hpa = objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
  if (hpa !== undefined && !(await isServed('/apis/metrics.k8s.io/v1beta1', kubectl)))
    throw missing(titleOf(hpa), 'metrics-server');
}

async function isServed(path: string, kubectl: Kubectl): Promise<boolean> {
  return (await kubectl('get', '--raw', path)).exitCode === 0;
}

function missing(object: string, product: string): UserError {
  return new UserError({
    code: 'product-missing',
    where: object,
    problem: `needs ${product}, which that cluster does not have.`,
    fix: `Have ${product} installed there, or choose a profile without it. The lab installs nothing outside its namespace.`,
  });
}

async function requirePermissions({ namespace, objects }: ExistingNeed, kubectl: Kubectl): Promise<void> {
  const resources = [...new Set(objects.map(resourceOf))];
  const refused: string[] = [];
  for (const resource of resources) {
    const scope = resource === 'namespaces' ? [] : ['--namespace', namespace];
    const { stdout } = await kubectl('auth', 'can-i', 'create', resource, ...scope);
    if (stdout.trim() !== 'yes') refused.push(resource);
  }
  if (refused.length > 0)
    throw new UserError({
      code: 'permission-missing',
      where: `namespace ${namespace}`,
      problem: `this account may not create ${refused.join(', ')} there.`,
      fix: `The lab needs to get, create, patch and delete ${resources.join(', ')}; ask whoever keeps the cluster for it.`,
    });
}

/** `deployments.apps`: how kubectl names the kind of an object. */
function resourceOf({ apiVersion, kind }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0] ?? ''}` : '';
  const lower = kind.toLowerCase();
  return `${lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`}${group}`;
}
