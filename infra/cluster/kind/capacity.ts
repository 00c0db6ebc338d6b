import { cpuMillis, UserError, type KubernetesObject } from '../../../contract';
import type { RunCommand } from '../../commands';
import { SYSTEM_MILLIS } from './static-pods';

interface Workload {
  readonly replicas?: number;
  readonly template?: {
    readonly spec?: {
      readonly containers?: readonly { readonly resources?: { readonly requests?: { readonly cpu?: string } } }[];
    };
  };
}

/**
 * The least CPU that the pods of a lab request, in millicores: everything that serves, one pod where an autoscaler decides,
 * and the largest benchmark, because they run one after another.
 */
export function requestedMillis(objects: readonly KubernetesObject[]): number {
  const podMillis = (object: KubernetesObject): number =>
    ((object['spec'] as Workload).template?.spec?.containers ?? []).reduce(
      (sum, { resources }) => sum + (cpuMillis(resources?.requests?.cpu ?? '') ?? 0),
      0,
    );
  const serving = objects
    // A Service of Kubernetes has no template; one of Knative has, and its sidecar's few millicores are not counted.
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Service'].includes(kind))
    .reduce((sum, object) => sum + podMillis(object) * ((object['spec'] as Workload).replicas ?? 1), 0);
  const benchmarks = objects.filter(({ kind }) => kind === 'Job').map(podMillis);
  return serving + Math.max(0, ...benchmarks);
}

/** @throws UserError when pods would wait for CPU for ever: a node gives out no more than it has */
export async function requireCapacity(objects: readonly KubernetesObject[], run: RunCommand): Promise<void> {
  const { stdout } = await run(['docker', 'info', '--format', '{{.NCPU}}']);
  const availableMillis = Number(stdout.trim()) * 1000;
  const neededMillis = requestedMillis(objects) + SYSTEM_MILLIS;
  if (!(availableMillis > 0) || neededMillis <= availableMillis) return;
  throw new UserError({
    code: 'cluster-too-small',
    where: 'lab.yaml  resources.requests.cpu',
    problem: `the pods of this profile and of Kubernetes itself request ${neededMillis}m of CPU; Docker has ${availableMillis}m.`,
    fix: 'Take the profile kind, which fits two cores, lower the requests in a profile of your own, profiles/<name>.yaml, or run it locally: ./lab up.',
  });
}
