import type { HpaSpec } from '../hpa';
import { ANNOTATION, HPA_CLASS, autoscalerClass, floatSetting, type AutoscalerConfig } from '../kpa';
import {
  hpaFor,
  hpaMaxReplicas,
  jobMaxReplicas,
  jobMinReplicas,
  leastReplicas,
  overrides,
  parseTrigger,
  type ScaledObject,
} from '../keda';
import type { HpaManifest } from './hpa';
import { kpaSecondsMinToMax, type KpaRevision } from './kpa-ramp';
import { triggerContext, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
import { revisionBounds, type KnativeService } from './knative';
import { standardHpa, type InferenceComponent, type InferenceService } from './kserve';
import { madeScaledObject } from './kserve-keda';
import { titleOf, type Manifest } from './manifest';
import type { Manifests } from './manifests';
import type { Pod } from './pod';
import { secondsMinToMax } from './ramp';
import type { Workload } from './workload';

/** One set of equal pods and how many of them there may be. */
export interface ScaledPods {
  /** Of the object that makes the pods, e.g. `Deployment api`. */
  readonly title: string;
  /** The object that makes the pods. */
  readonly maker: Manifest;
  /** The object that sets their number: an autoscaler, or the maker itself. */
  readonly scaler: Manifest;
  readonly minPods: number;
  /** undefined: nothing bounds it. */
  readonly maxPods: number | undefined;
  readonly pod: Pod;
  /** The HPA that moves them, written or made by KEDA, KServe or Knative; undefined when none does. */
  readonly hpa: HpaSpec | undefined;
  /** What Knative's own autoscaler moves them by; undefined when it does not. */
  readonly kpa?: KpaRevision;
  /** What KEDA moves them by, written or made by KServe; undefined when it does not. */
  readonly keda?: ScaledObject;
}

type Bounds = Pick<ScaledPods, 'minPods' | 'maxPods' | 'hpa' | 'keda'>;

/**
 * Seconds from the minimum to the maximum when load jumps, by the rules of what scales; pods start at once.
 *
 * @returns undefined when it never gets there; 'unknown' when nothing says so: no bound, no autoscaler, or one that is refused
 */
export function rampSeconds(
  { hpa, kpa, minPods, maxPods }: ScaledPods,
  kubernetesVersion: string,
): number | undefined | 'unknown' {
  if (hpa !== undefined) return secondsMinToMax(hpa, { kubernetesVersion });
  return kpa === undefined || maxPods === undefined ? 'unknown' : kpaSecondsMinToMax(kpa, minPods, maxPods);
}

/** Every set of pods that manifests make. Pods of DaemonSets are left out: nodes count them. */
export function scaledPods(manifests: Manifests): ScaledPods[] {
  return [
    ...manifests.workloads.filter(({ runs }) => runs !== 'per-node').map((workload) => ofWorkload(workload, manifests)),
    ...manifests.knativeServices.map((service) => ofKnative(service, manifests.autoscalerConfig)),
    ...manifests.scaledJobs.map(ofScaledJob),
    ...manifests.inferenceServices.flatMap((service) =>
      service.components.map((component) => ofComponent(service, component, manifests)),
    ),
  ].map(notNegative);
}

/** Nothing negative counts against the pods of others, wherever it comes from. */
function notNegative(pods: ScaledPods): ScaledPods {
  if (pods.minPods >= 0 && (pods.maxPods ?? 0) >= 0) return pods;
  return { ...pods, minPods: Math.max(0, pods.minPods), maxPods: pods.maxPods && Math.max(0, pods.maxPods) };
}

/** A scaler that moves a workload by the scale subresource. */
export type TargetingScaler = HpaManifest | ScaledObjectManifest;

export interface TargetRef {
  readonly kind: string;
  readonly name: string;
}

export function targetRefOf(scaler: TargetingScaler): TargetRef {
  if ('scaledObject' in scaler) {
    const { kind, name } = scaler.scaledObject.spec.scaleTargetRef;
    return { kind: kind === undefined || kind === '' ? 'Deployment' : kind, name };
  }
  return { kind: scaler.spec.scaleTargetRef?.kind ?? '', name: scaler.spec.scaleTargetRef?.name ?? '' };
}

export function targetingScalers({ hpas, scaledObjects }: Manifests): TargetingScaler[] {
  return [...hpas, ...scaledObjects];
}

/** Whether a scaler moves a workload. Nothing moves a DaemonSet or a Job: they have no scale subresource. */
export function scales(scaler: TargetingScaler, workload: Workload): boolean {
  const { kind, name } = targetRefOf(scaler);
  if (workload.runs !== 'served') return false;
  return kind === workload.kind && name === workload.name && sameNamespace(scaler, workload);
}

/** Rendered manifests often leave the namespace to whoever applies them: an absent namespace matches any. */
export function sameNamespace(one: Pick<Manifest, 'namespace'>, other: Pick<Manifest, 'namespace'>): boolean {
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace;
}

function ofWorkload(workload: Workload, manifests: Manifests): ScaledPods {
  const scaler = targetingScalers(manifests).find((one) => scales(one, workload));
  const shared = { title: titleOf(workload), maker: workload, pod: workload.pod };
  if (scaler === undefined) {
    const count = workload.replicas ?? 1;
    return { ...shared, scaler: workload, minPods: count, maxPods: count, hpa: undefined };
  }
  return {
    ...shared,
    scaler,
    ...('scaledObject' in scaler ? boundsOfScaledObject(scaler.scaledObject) : boundsOfHpa(scaler.spec)),
  };
}

function boundsOfHpa(spec: HpaSpec): Bounds {
  return { minPods: spec.minReplicas ?? 1, maxPods: spec.maxReplicas, hpa: spec };
}

/** A paused ScaledObject holds its target; the HPA is the one that KEDA makes of the triggers that are known. */
function boundsOfScaledObject(keda: ScaledObject): Bounds {
  const { spec, annotations } = keda;
  const { pausedReplicas } = overrides(annotations);
  if (pausedReplicas !== undefined) return { minPods: pausedReplicas, maxPods: pausedReplicas, hpa: undefined, keda };
  return {
    minPods: spec.idleReplicaCount ?? leastReplicas(spec),
    maxPods: hpaMaxReplicas(spec),
    hpa: hpaOfScaledObject(keda),
    keda,
  };
}

export function hpaOfScaledObject(scaledObject: ScaledObject): HpaSpec {
  const context = triggerContext(scaledObject.spec.triggers);
  const scalers = scaledObject.spec.triggers.flatMap(
    (trigger, index) => parseTrigger(trigger, index, `spec.triggers[${index}]`, context).scaler ?? [],
  );
  return hpaFor(scaledObject, scalers).spec;
}

function ofKnative(service: KnativeService, config: AutoscalerConfig): ScaledPods {
  const { min, max } = revisionBounds(service.revision, config);
  return {
    title: titleOf(service),
    maker: service,
    scaler: service,
    minPods: min,
    maxPods: max,
    pod: service.pod,
    ...(autoscalerClass(service.revision) === HPA_CLASS
      ? { hpa: knativeHpa(service, min, max) }
      : { hpa: undefined, kpa: { revision: service.revision, config } }),
  };
}

/** Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/hpa/resources/hpa.go, MakeHPA: at least one pod, CPU in percent. */
function knativeHpa({ revision }: KnativeService, min: number, max: number | undefined): HpaSpec {
  const percent = floatSetting(revision.annotations, ANNOTATION.target) ?? 80;
  return {
    minReplicas: Math.max(min, 1),
    maxReplicas: max ?? 2 ** 31 - 1,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: Math.ceil(percent) } } },
    ],
  };
}

/** A finished job's pods are gone: the bound is of those that run at a time. */
function ofScaledJob(manifest: ScaledJobManifest): ScaledPods {
  const { spec } = manifest.scaledJob;
  const min = jobMinReplicas(spec);
  return {
    title: titleOf(manifest),
    maker: manifest,
    scaler: manifest,
    minPods: min * manifest.parallelism,
    maxPods: (min + jobMaxReplicas(spec)) * manifest.parallelism,
    pod: manifest.pod,
    hpa: undefined,
  };
}

function ofComponent(service: InferenceService, component: InferenceComponent, manifests: Manifests): ScaledPods {
  return {
    title: `${titleOf(service)} ${component.role}`,
    maker: service,
    scaler: service,
    pod: component.pod,
    ...boundsOfComponent(service, component, manifests),
  };
}

function boundsOfComponent(service: InferenceService, component: InferenceComponent, { autoscalerConfig }: Manifests): Bounds {
  const { minReplicas, maxReplicas } = component;
  const fixed = (count: number): Bounds => ({ minPods: count, maxPods: count, hpa: undefined });
  if (service.isStopped) return fixed(0);
  if (service.mode === 'Knative') {
    const min = minReplicas ?? 1;
    const max = maxReplicas ?? autoscalerConfig.maxScale;
    return { minPods: min, maxPods: max === 0 ? undefined : Math.max(max, min), hpa: undefined };
  }
  if (service.autoscalerClass === 'external') return fixed(1);
  if (service.autoscalerClass === 'none') return fixed(minReplicas ?? 1);
  const made = madeScaledObject(service, component);
  if (made !== undefined) return boundsOfScaledObject(made);
  if (service.autoscalerClass === 'keda')
    return { minPods: minReplicas ?? 1, maxPods: Math.max(maxReplicas ?? 0, minReplicas ?? 1), hpa: undefined };
  return boundsOfHpa(standardHpa(component));
}
