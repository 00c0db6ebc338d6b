import type { HpaSpec } from '../hpa';
import { isOnHpa, type AutoscalerConfig, type PodAutoscaler } from '../kpa';
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
import { hpaOfHttpScaledObject } from './http-scaled-object';
import { kpaSeconds, type KpaRevision } from './kpa-ramp';
import { triggerContext, type ScaledJobManifest } from './keda';
import { revisionBounds, type KnativeService } from './knative';
import { knativeHpa } from './knative-hpa';
import { revisionOf, standardHpa, type InferenceComponent, type InferenceService } from './kserve';
import { madeScaledObject } from './kserve-keda';
import type { LlmInferenceService, LlmWorkload } from './llm';
import { titleOf, type Manifest } from './manifest';
import type { Manifests } from './manifests';
import { sameNamespace } from './namespaces';
import type { Pod } from './pod';
import { hpaSeconds, secondsMinToMax } from './ramp';
import { podsLeftBehind, rolloutOf, templateSource } from './rollout-template';
import { hasTarget, scales, targetingScalers, targetRefOf, type TargetingScaler } from './scale-targets';
import { setsAnyRequest, type VerticalAutoscaler } from './vertical';
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
  /** A VerticalPodAutoscaler decides what they request, not their manifest. */
  readonly sizedBy?: VerticalAutoscaler;
  /** The HPA that moves them, written or made by KEDA, KServe or Knative; undefined when none does. */
  readonly hpa: HpaSpec | undefined;
  /** What Knative's own autoscaler moves them by; undefined when it does not. */
  readonly kpa?: KpaRevision;
  /** What KEDA moves them by, written or made by KServe; undefined when it does not. */
  readonly keda?: ScaledObject;
}

/** A set of pods that may be made by something outside the manifests: then only its bounds are known. */
export type CountedPods = Omit<ScaledPods, 'pod'> & {
  /** undefined: what is in them is not in the manifests. */
  readonly pod: Pod | undefined;
  /** Nothing scales it any more: the count stays where it was, between the bounds. */
  readonly isLeftAlone?: true;
};

type Bounds = Pick<ScaledPods, 'minPods' | 'maxPods' | 'hpa' | 'kpa' | 'keda'>;

/** What a set of pods is scaled as: the object that autoscalers name. */
interface ScaledAs {
  readonly kind: string;
  readonly name: string;
}
type Targeted = CountedPods & { readonly target: ScaledAs };

/**
 * Seconds from the minimum to the maximum when load jumps, by the rules of what scales; pods start at once.
 *
 * @returns undefined when it never gets there; 'unknown' when nothing says so: no bound, no autoscaler, or one that is refused
 */
export function rampSeconds(
  { hpa, kpa, minPods, maxPods }: Pick<ScaledPods, 'hpa' | 'kpa' | 'minPods' | 'maxPods'>,
  kubernetesVersion: string,
): number | undefined | 'unknown' {
  if (hpa !== undefined) return secondsMinToMax(hpa, { kubernetesVersion });
  return kpa === undefined || maxPods === undefined ? 'unknown' : kpaSeconds(kpa, minPods, Math.max(minPods, maxPods));
}

/**
 * Seconds from one count to another when the load changes so, by the rules of what scales; pods start and stop at once.
 *
 * @param from at least 1 and within the bounds, as `to`
 * @returns as of rampSeconds
 */
export function secondsBetween(
  { hpa, kpa }: Pick<ScaledPods, 'hpa' | 'kpa'>,
  { from, to }: { readonly from: number; readonly to: number },
  kubernetesVersion: string,
): number | undefined | 'unknown' {
  if (hpa !== undefined) return hpaSeconds(hpa, from, to, { kubernetesVersion });
  return kpa === undefined ? 'unknown' : kpaSeconds(kpa, from, to);
}

/** Every set of pods that manifests make. Pods of DaemonSets are left out: nodes count them. */
export function scaledPods(manifests: Manifests): ScaledPods[] {
  return countedPods(manifests).flatMap((pods) => seenPods(pods) ?? []);
}

/** The same, and pods that are not in the manifests: the bounds of their autoscalers hold whatever they are. */
export function countedPods(manifests: Manifests): CountedPods[] {
  const elsewhere = targetingScalers(manifests).filter(
    (scaler) => targetRefOf(scaler).name !== '' && !hasTarget(scaler, manifests),
  );
  const titles = new Set<string>();
  return [
    ...manifests.workloads.filter(({ runs }) => runs !== 'per-node').flatMap((workload) => ofWorkload(workload, manifests)),
    ...manifests.knativeServices.flatMap((service) => ofKnative(service, manifests.autoscalerConfig)),
    ...manifests.scaledJobs.map(ofScaledJob),
    ...manifests.inferenceServices.flatMap((service) =>
      service.components.map((component) => ofComponent(service, component, manifests)),
    ),
    ...manifests.llmServices.flatMap((service) => service.workloads.flatMap((part) => ofLlmWorkload(service, part, manifests))),
    ...elsewhere.flatMap((scaler) => ofTargetElsewhere(scaler, titles)),
  ].map((pods) => notNegative(sizedBy(pods, manifests.verticalAutoscalers)));
}

/** Nothing negative counts against the pods of others, wherever it comes from. */
function notNegative(pods: CountedPods): CountedPods {
  if (pods.minPods >= 0 && (pods.maxPods ?? 0) >= 0) return pods;
  return { ...pods, minPods: Math.max(0, pods.minPods), maxPods: pods.maxPods && Math.max(0, pods.maxPods) };
}

/** The set of pods if it is known what is in them. */
export function seenPods(pods: CountedPods | undefined): ScaledPods | undefined {
  return pods?.pod === undefined ? undefined : { ...pods, pod: pods.pod };
}

/** What a VerticalPodAutoscaler sets is not what the manifest says. */
function sizedBy({ target, ...pods }: Targeted, verticalAutoscalers: readonly VerticalAutoscaler[]): CountedPods {
  const vpa = verticalAutoscalers.find(
    (one) => one.targetKind === target.kind && one.targetName === target.name && sameNamespace(one, pods.maker),
  );
  const isSized = vpa !== undefined && pods.pod !== undefined && setsAnyRequest(vpa, pods.pod);
  return isSized ? { ...pods, sizedBy: vpa } : pods;
}

/** Two autoscalers of one target count it once. */
function ofTargetElsewhere(scaler: TargetingScaler, titles: Set<string>): Targeted[] {
  const target = targetRefOf(scaler);
  const title = titleOf({ ...scaler, apiVersion: '', ...target });
  const key = `${scaler.namespace ?? ''}/${title}`;
  if (titles.has(key)) return [];
  titles.add(key);
  return [{ title, maker: scaler, scaler, pod: undefined, target, ...boundsOfScaler(scaler) }];
}

function ofWorkload(workload: Workload, manifests: Manifests): Targeted[] {
  const scaler = targetingScalers(manifests).find((one) => scales(one, workload));
  const isHere = workload.templateOf === undefined || templateSource(workload, manifests.workloads) !== undefined;
  const pod = isHere ? workload.pod : undefined;
  const shared = { title: titleOf(workload), maker: workload, pod, target: workload };
  if (scaler === undefined) {
    const rollout = rolloutOf(workload, manifests.workloads);
    const count = rollout === undefined ? (workload.replicas ?? 1) : podsLeftBehind(workload, rollout);
    // The Rollout runs these pods, and they are counted with it.
    return rollout !== undefined && count === 0 ? [] : [{ ...shared, scaler: workload, ...fixed(count) }];
  }
  const bounds = boundsOfScaler(scaler);
  // An HPA leaves a target alone that somebody has set to zero. Kubernetes v1.34, horizontal.go, reconcileAutoscaler.
  if (workload.replicas === 0 && scaler.kind === 'HorizontalPodAutoscaler' && bounds.minPods !== 0)
    return [{ ...shared, scaler, ...fixed(0) }];
  return [{ ...shared, scaler, ...bounds }];
}

function boundsOfScaler(scaler: TargetingScaler): Bounds {
  if ('target' in scaler) return { ...boundsOfScaledObject(scaler.scaledObject), hpa: hpaOfHttpScaledObject(scaler) };
  return 'scaledObject' in scaler ? boundsOfScaledObject(scaler.scaledObject) : boundsOfHpa(scaler.spec);
}

function boundsOfHpa(spec: HpaSpec): Bounds {
  return { minPods: spec.minReplicas ?? 1, maxPods: spec.maxReplicas, hpa: spec };
}

/**
 * A paused ScaledObject holds its target where it is told to, or where it is: at some count that the bounds allow. KEDA deletes the
 * HPA meanwhile; otherwise it is the one that KEDA makes of the triggers that are known.
 */
function boundsOfScaledObject(keda: ScaledObject): Bounds {
  const { spec, annotations } = keda;
  const { paused, pausedReplicas } = overrides(annotations);
  if (pausedReplicas !== undefined) return { minPods: pausedReplicas, maxPods: pausedReplicas, hpa: undefined, keda };
  return {
    minPods: spec.idleReplicaCount ?? leastReplicas(spec),
    maxPods: hpaMaxReplicas(spec),
    hpa: paused ? undefined : hpaOfScaledObject(keda),
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

function ofKnative(service: KnativeService, config: AutoscalerConfig): Targeted[] {
  const shared = {
    title: titleOf(service),
    maker: service,
    scaler: service,
    pod: service.pod,
    target: { kind: service.kind, name: service.name },
    ...boundsOfRevision(service.revision, config),
  };
  // What an earlier revision was made with is not written any more: taken to be what the Service says now.
  const kept = service.keptRevisions.map(({ name }) => ({ ...shared, title: `${shared.title} revision ${name}` }));
  return [shared, ...kept];
}

function boundsOfRevision(revision: PodAutoscaler, config: AutoscalerConfig): Bounds {
  const { min, max } = revisionBounds(revision, config);
  if (!isOnHpa(revision, config)) return { minPods: min, maxPods: max, hpa: undefined, kpa: { revision, config } };
  const hpa = knativeHpa(revision, config);
  return { minPods: hpa.minReplicas ?? 1, maxPods: max, hpa };
}

/** A finished job's pods are gone: the bound is of those that run at a time. */
function ofScaledJob(manifest: ScaledJobManifest): Targeted {
  const { spec } = manifest.scaledJob;
  const min = jobMinReplicas(spec);
  return {
    title: titleOf(manifest),
    maker: manifest,
    scaler: manifest,
    minPods: min * manifest.parallelism,
    maxPods: (min + jobMaxReplicas(spec)) * manifest.parallelism,
    pod: manifest.pod,
    target: manifest,
    hpa: undefined,
  };
}

function ofComponent(service: InferenceService, component: InferenceComponent, manifests: Manifests): Targeted {
  const target = { kind: 'Deployment', name: component.deploymentName };
  const shared = {
    title: `${titleOf(service)} ${component.role}`,
    maker: service,
    pod: component.pod,
    target,
  };
  const outside = isScaledOutside(service)
    ? targetingScalers(manifests).find((one) => scales(one, { ...service, ...target }))
    : undefined;
  if (outside !== undefined) return { ...shared, scaler: outside, ...boundsOfScaler(outside) };
  return { ...shared, scaler: service, ...boundsOfComponent(service, component, manifests) };
}

/** KServe makes no autoscaler: whoever moves the Deployment decides. */
function isScaledOutside({ mode, autoscalerClass, isStopped }: InferenceService): boolean {
  return mode === 'Standard' && !isStopped && (autoscalerClass === 'external' || autoscalerClass === 'none');
}

function boundsOfComponent(service: InferenceService, component: InferenceComponent, { autoscalerConfig }: Manifests): Bounds {
  const { minReplicas, maxReplicas } = component;
  if (service.isStopped) return fixed(0);
  if (service.mode === 'Knative') return boundsOfRevision(revisionOf(service, component), autoscalerConfig);
  if (service.autoscalerClass === 'external') return fixed(1);
  if (service.autoscalerClass === 'none') return fixed(minReplicas ?? 1);
  const made = madeScaledObject(service, component);
  if (made !== undefined) return boundsOfScaledObject(made);
  if (service.autoscalerClass === 'keda')
    return { minPods: minReplicas ?? 1, maxPods: Math.max(maxReplicas ?? 0, minReplicas ?? 1), hpa: undefined };
  return boundsOfHpa(standardHpa(component));
}

function fixed(count: number): Bounds {
  return { minPods: count, maxPods: count, hpa: undefined };
}

/** The pods of an LLMInferenceService, or of its prefill step; of a group over several nodes the first and the others apart. */
function ofLlmWorkload(service: LlmInferenceService, part: LlmWorkload, manifests: Manifests): Targeted[] {
  const { role, replicas, scaling, pod, workers, targetKind, targetName } = part;
  const title = role === 'prefill' ? `${titleOf(service)} prefill` : titleOf(service);
  const target = { kind: targetKind, name: targetName };
  const outside = targetingScalers(manifests).find((one) => scales(one, { ...service, ...target }));
  const bounds = service.isStopped
    ? fixed(0)
    : scaling !== undefined
      ? scaling.scaledObject === undefined
        ? { minPods: scaling.minReplicas, maxPods: scaling.maxReplicas, hpa: scaling.hpa }
        : boundsOfScaledObject(scaling.scaledObject)
      : outside === undefined
        ? fixed(replicas ?? 1)
        : boundsOfScaler(outside);
  const scaler = scaling === undefined && !service.isStopped ? (outside ?? service) : service;
  const shared = { maker: service, scaler, target };
  const first = { ...shared, title, pod, ...bounds };
  if (workers === undefined) return [first];
  return [
    first,
    {
      ...shared,
      title: `${title} workers`,
      pod: workers.pod,
      minPods: bounds.minPods * workers.count,
      maxPods: bounds.maxPods === undefined ? undefined : bounds.maxPods * workers.count,
      hpa: undefined,
    },
  ];
}
