import { KSERVE_STOP, type KubernetesObject } from '../../contract';

/** How Pulumi treats an object, besides its fields. */
export interface Adjustment {
  /** Annotations that only Pulumi's provider reads. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Fields that a controller in the cluster owns. */
  readonly ignoreChanges: readonly string[];
  /** How long the object may take until it counts as failed. Undefined = the provider's own 10 minutes. */
  readonly timeoutSeconds: number | undefined;
}

export const WAIT_FOR = 'pulumi.com/waitFor';

/** Custom resources whose controller says when they are up; Pulumi's provider waits for built-in kinds by itself. */
const READY_CONDITION: Readonly<Record<string, string>> = {
  'serving.knative.dev/v1/Service': 'condition=Ready',
  'serving.kserve.io/v1beta1/InferenceService': 'condition=Ready',
  'keda.sh/v1alpha1/ScaledObject': 'condition=Ready',
};
/**
 * A Job has conditions once it ended, well or not: a benchmark that broke is a result to report, not a reason to
 * stop the stack. By default the provider would fail the update.
 */
const JOB_ENDED = 'jsonpath={.status.conditions}';
/** From the deadline of a Job to its condition. */
const JOB_GRACE_SECONDS = 60;

/** How long the provider waits by itself, while nodes come up and images are pulled. */
const PROVIDER_SECONDS = 600;
/** A start of this length fits into that time. */
const PATIENT_START_SECONDS = 300;

interface ProbedPods {
  readonly containers?: readonly {
    readonly startupProbe?: { readonly periodSeconds?: number; readonly failureThreshold?: number };
  }[];
}

/** How long the slowest container may take to start, by its startup probe, in a pod template or a predictor. */
function startupSeconds(spec: unknown): number {
  const { template, predictor } = (spec ?? {}) as {
    readonly template?: { readonly spec?: ProbedPods };
    readonly predictor?: ProbedPods;
  };
  const { containers = [] } = template?.spec ?? predictor ?? {};
  const seconds = containers.map(
    ({ startupProbe: { periodSeconds = 0, failureThreshold = 0 } = {} }) => periodSeconds * failureThreshold,
  );
  return Math.max(0, ...seconds);
}

/** @param all every object that is applied with it: an autoscaler among them owns its target's replicas */
export function adjustmentOf(object: KubernetesObject, all: readonly KubernetesObject[]): Adjustment {
  const kind = `${object.apiVersion}/${object.kind}`;
  if (kind === 'batch/v1/Job') {
    const deadlineSeconds = (object['spec'] as { readonly activeDeadlineSeconds?: number }).activeDeadlineSeconds;
    return {
      annotations: { [WAIT_FOR]: JOB_ENDED },
      ignoreChanges: [],
      timeoutSeconds: deadlineSeconds === undefined ? undefined : deadlineSeconds + JOB_GRACE_SECONDS,
    };
  }
  const isStopped = object.metadata.annotations?.[KSERVE_STOP] === 'true';
  const ready = isStopped ? 'condition=Stopped' : READY_CONDITION[kind];
  const startSeconds = startupSeconds(object['spec']);
  return {
    annotations: ready === undefined ? {} : { [WAIT_FOR]: ready },
    ignoreChanges: all.some((other) => isScaledBy(object, other)) ? ['spec.replicas'] : [],
    timeoutSeconds: startSeconds > PATIENT_START_SECONDS ? PROVIDER_SECONDS + startSeconds : undefined,
  };
}

interface ScaleTargetRef {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name: string;
}

function isScaledBy(target: KubernetesObject, autoscaler: KubernetesObject): boolean {
  const isHpa = autoscaler.kind === 'HorizontalPodAutoscaler' && autoscaler.apiVersion.startsWith('autoscaling/');
  const isScaledObject = autoscaler.kind === 'ScaledObject' && autoscaler.apiVersion.startsWith('keda.sh/');
  if (!isHpa && !isScaledObject) return false;
  const { scaleTargetRef } = autoscaler['spec'] as { readonly scaleTargetRef: ScaleTargetRef };
  return (
    autoscaler.metadata.namespace === target.metadata.namespace &&
    scaleTargetRef.name === target.metadata.name &&
    // KEDA's default.
    (scaleTargetRef.kind ?? 'Deployment') === target.kind
  );
}

/** The object with the annotations that its adjustment asks for. */
export function annotated(object: KubernetesObject, annotations: Adjustment['annotations']): KubernetesObject {
  if (Object.keys(annotations).length === 0) return object;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  };
}
