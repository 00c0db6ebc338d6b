import type { RawObject } from './documents';
import { groupOf, readManifest, type Manifest } from './manifest';
import { readDeploymentSpec } from './deployment';
import { readPodTemplate, type Pod } from './pod';
import { plainSelector, readSelector, type LabelSelector } from './selector';
import type { Fields } from './fields';
import type { DeploymentSpec } from '../rollout';

/** An object that makes pods and counts them. */
export interface Workload extends Manifest {
  /** As written; undefined when it leaves the count to others (Kubernetes then starts with 1). */
  readonly replicas: number | undefined;
  readonly pod: Pod;
  /** Of the pods that count as its own for an HPA; undefined when it makes one up (Job) or leaves it out. */
  readonly selector: LabelSelector | undefined;
  /** How a new pod template is rolled out; undefined for kinds other than Deployment. */
  readonly deployment: DeploymentSpec | undefined;
  /** `served`: pods run until they are stopped. `job`: they end by themselves. `per-node`: the nodes decide how many there are. */
  readonly runs: 'served' | 'job' | 'per-node';
}

const RUNS: Readonly<Partial<Record<string, Workload['runs']>>> = {
  'apps/Deployment': 'served',
  'apps/StatefulSet': 'served',
  'apps/ReplicaSet': 'served',
  '/ReplicationController': 'served',
  'argoproj.io/Rollout': 'served',
  'apps/DaemonSet': 'per-node',
  'batch/Job': 'job',
  'batch/CronJob': 'job',
};

export function workloadKind({ apiVersion, kind }: Pick<RawObject, 'apiVersion' | 'kind'>): Workload['runs'] | undefined {
  const group = groupOf(apiVersion) === 'extensions' ? 'apps' : groupOf(apiVersion);
  return RUNS[`${group}/${kind}`];
}

/** The kinds that this reads and that an autoscaler can move, as a scale target names them. */
export const SCALABLE_KINDS: readonly string[] = Object.entries(RUNS).flatMap(([key, runs]) =>
  runs === 'served' ? (key.split('/')[1] ?? []) : [],
);

export function readWorkload(raw: RawObject, runs: Workload['runs']): Workload {
  return readManifest(raw, (fields) => {
    const spec = fields.below('spec');
    const job = raw.kind === 'CronJob' ? spec?.below('jobTemplate')?.below('spec') : spec;
    return {
      replicas: runs === 'job' ? job?.count('parallelism') : spec?.count('replicas'),
      pod: readPodTemplate(job?.below('template')),
      selector: selectorOf(spec, raw),
      deployment: raw.kind === 'Deployment' ? readDeploymentSpec(spec) : undefined,
      runs,
    };
  });
}

function selectorOf(spec: Fields | undefined, { kind }: RawObject): LabelSelector | undefined {
  if (kind === 'ReplicationController')
    return spec?.has('selector') === true ? plainSelector(spec.textMap('selector')) : undefined;
  const selector = spec?.below('selector');
  return selector && readSelector(selector);
}
