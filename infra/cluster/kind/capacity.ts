import { cpuMillis, UserError, type Arrangement, type KubernetesObject, type Lab } from '../../../contract';
import { awakeTogether, benchmarkJobName, restingServices } from '../../../charts-src';
import type { RunCommand } from '../../commands';
import { SYSTEM_MILLIS } from './static-pods';

interface Pods {
  readonly containers?: readonly { readonly resources?: { readonly requests?: { readonly cpu?: string } } }[];
}

interface Workload {
  readonly replicas?: number;
  /** Of a Job. */
  readonly parallelism?: number;
  readonly template?: { readonly spec?: Pods };
  readonly predictor?: Pods & { readonly minReplicas?: number };
}

/** What serves: a Service of Kubernetes has no template; one of Knative has, and its sidecar's few millicores are not counted. */
const SERVING = ['Deployment', 'StatefulSet', 'Service', 'InferenceService'];

/** What the pods of an object request at least: one pod where an autoscaler decides. In millicores. */
function millisOf({ spec }: KubernetesObject): number {
  const { parallelism = 1, replicas = parallelism, template, predictor } = (spec ?? {}) as Workload;
  const { containers = [] } = template?.spec ?? predictor ?? {};
  const pods = predictor === undefined ? replicas : Math.max(1, predictor.minReplicas ?? 1);
  return pods * containers.reduce((sum, { resources }) => sum + (cpuMillis(resources?.requests?.cpu ?? '') ?? 0), 0);
}

const sum = (objects: readonly KubernetesObject[]): number => objects.reduce((millis, one) => millis + millisOf(one), 0);

/**
 * The least CPU that the pods of a lab request at the same time, in millicores. Together: everything that serves, and the largest
 * benchmark, because they run one after another. In turns: what never rests, and the benchmark that needs most for itself and for
 * the services that are up for it.
 */
export function requestedMillis(
  objects: readonly KubernetesObject[],
  { lab, arrangement }: { readonly lab: Pick<Lab, 'services' | 'own' | 'benchmarks'>; readonly arrangement: Arrangement },
): number {
  const serving = objects.filter(({ kind }) => SERVING.includes(kind));
  const job = (name: string): number =>
    sum(objects.filter((one) => one.kind === 'Job' && one.metadata.name === benchmarkJobName(name)));
  const benchmarks = Object.entries(lab.benchmarks);
  if (arrangement === 'together') return sum(serving) + Math.max(0, ...benchmarks.map(([name]) => job(name)));
  const resting = restingServices(lab);
  const restingAs = (object: KubernetesObject): string | undefined =>
    resting.find(({ kind, name }) => kind === object.kind && name === object.metadata.name)?.service;
  const awake = (services: readonly string[]): number => sum(serving.filter((one) => services.includes(restingAs(one) ?? '')));
  const turns = benchmarks.map(([name, benchmark]) => job(name) + Math.max(...awakeTogether(benchmark).map(awake)));
  return sum(serving.filter((one) => restingAs(one) === undefined)) + Math.max(0, ...turns);
}

/** CPU that Docker gives out, in millicores; undefined when it does not answer. */
export async function dockerMillis(run: RunCommand): Promise<number | undefined> {
  const { stdout } = await run(['docker', 'info', '--format', '{{.NCPU}}']);
  const millis = Number(stdout.trim()) * 1000;
  return millis > 0 ? millis : undefined;
}

/** Whether pods that request so much, and Kubernetes itself, fit: a node gives out no more than it has. */
export function fits(millis: number, availableMillis: number | undefined): boolean {
  return availableMillis === undefined || millis + SYSTEM_MILLIS <= availableMillis;
}

/** @throws UserError when pods would wait for CPU for ever */
export async function requireCapacity(millis: number, run: RunCommand): Promise<void> {
  const availableMillis = await dockerMillis(run);
  if (fits(millis, availableMillis)) return;
  throw new UserError({
    code: 'cluster-too-small',
    where: 'lab.yaml  resources.requests.cpu',
    problem: `the pods of this profile and of Kubernetes itself request ${millis + SYSTEM_MILLIS}m of CPU at once; Docker has ${availableMillis ?? 0}m.`,
    fix: 'Take the profile kind, which fits two cores, lower the requests in a profile of your own, profiles/<name>.yaml, or run it locally: ./lab up.',
  });
}
