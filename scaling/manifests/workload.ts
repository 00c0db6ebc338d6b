import type { RawObject } from './documents';
import { groupOf, readManifest, type Manifest } from './manifest';
import { readDeploymentSpec } from './deployment';
import { readPodTemplate, type Pod } from './pod';
import { plainSelector, readSelector, type LabelSelector } from './selector';
import type { Fields } from './fields';
import type { DeploymentSpec } from '../rollout';

/** The object that holds the pod template of a Rollout. Argo Rollouts v1.9, pkg/apis/rollouts/v1alpha1/types.go, ObjectRef. */
export interface TemplateReference {
  readonly kind: string;
  readonly name: string;
  /** Whether the controller takes the object's own pods away: `onsuccess`, `progressively`, or `never` and undefined, which do not. */
  readonly scaleDown: string | undefined;
}

/** An object that makes pods and counts them. */
export interface Workload extends Manifest {
  /** As written; undefined when it leaves the count to others (Kubernetes then starts with 1). */
  readonly replicas: number | undefined;
  /** Empty where the template is in an object that is not in the manifests. */
  readonly pod: Pod;
  /** Of the pods that count as its own for an HPA; undefined when it makes one up (Job) or leaves it out. */
  readonly selector: LabelSelector | undefined;
  /** When a CronJob starts its pods, as written. */
  readonly schedule: string | undefined;
  /** How a Rollout replaces pods, by field of `spec.strategy`; empty for other kinds. */
  readonly rolloutStrategy: Readonly<Record<string, string>>;
  /** Of a Rollout whose pod template is another object's (`workloadRef`). */
  readonly templateOf: TemplateReference | undefined;
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
  'apps.openshift.io/DeploymentConfig': 'served',
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
      schedule: raw.kind === 'CronJob' ? spec?.text('schedule') : undefined,
      rolloutStrategy: raw.kind === 'Rollout' ? readStrategy(spec?.below('strategy')) : {},
      templateOf: raw.kind === 'Rollout' ? readTemplateReference(spec?.below('workloadRef')) : undefined,
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

function readTemplateReference(fields: Fields | undefined): TemplateReference | undefined {
  if (fields === undefined) return undefined;
  return { kind: fields.text('kind') ?? '', name: fields.text('name') ?? '', scaleDown: fields.text('scaleDown') };
}

/** Fields of a strategy that decide how many pods run while a new version comes. */
const STRATEGY_FIELDS = {
  canary: ['maxSurge', 'maxUnavailable', 'minPodsPerReplicaSet', 'scaleDownDelaySeconds', 'scaleDownDelayRevisionLimit'],
  blueGreen: ['previewReplicaCount', 'scaleDownDelaySeconds', 'scaleDownDelayRevisionLimit'],
} as const;

function readStrategy(strategy: Fields | undefined): Record<string, string> {
  const kinds = Object.keys(STRATEGY_FIELDS) as (keyof typeof STRATEGY_FIELDS)[];
  return Object.fromEntries(
    kinds.flatMap((kind): [string, string][] => {
      const fields = strategy?.below(kind);
      if (fields === undefined) return [];
      const written = STRATEGY_FIELDS[kind].flatMap((field): [string, string][] => {
        const value = fields.integerOrText(field);
        return value === undefined ? [] : [[`${kind} ${field}`, String(value)]];
      });
      const scales = (fields.list('steps') ?? []).flatMap((step, index): [string, string][] => {
        const scale = step.below('setCanaryScale');
        const amount = scale?.integer('replicas') ?? scale?.integer('weight');
        return amount === undefined ? [] : [[`canary pods at step ${index + 1}`, String(amount)]];
      });
      return [['strategy', kind], ...written, ...scales];
    }),
  );
}
