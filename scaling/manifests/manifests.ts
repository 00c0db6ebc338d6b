import type { AutoscalerConfig } from '../kpa';
import { rawObjects, type ManifestText, type RawObject } from './documents';
import { readDisruptionBudget, readQuota, type DisruptionBudget, type ResourceQuota } from './cluster-rules';
import type { HpaManifest } from './hpa';
import { readHpa } from './hpa-manifest';
import {
  readHttpScaledObject,
  readInterceptorRoute,
  type HttpScaledObjectManifest,
  type InterceptorRoute,
} from './http-scaled-object';
import { readKafkaTopic, type KafkaTopic } from './kafka-topic';
import { readTriggerAuthentication, type TriggerAuthentication } from './keda-authentication';
import { readScaledJob, readScaledObject, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
import {
  effectiveConfig,
  readAutoscalerConfig,
  readKnativeService,
  type AutoscalerConfigMap,
  type KnativeService,
} from './knative';
import { readInferenceService, type InferenceService } from './kserve';
import { installedMode, isKserveConfig, readKserveConfig, type InstalledKserveMode, type KserveMode } from './kserve-mode';
import { limitRangeDefaultsFor, readLimitRange, withLimitRange, type LimitRange } from './limit-range';
import { llmBasesOf, readLlmConfig, readLlmInferenceService, type LlmConfig, type LlmInferenceService } from './llm';
import { groupOf, type Manifest } from './manifest';
import {
  readNamespace,
  readService,
  readVolumeClaim,
  type NamespaceManifest,
  type ServiceManifest,
  type VolumeClaim,
} from './neighbours';
import { notJudgedIn, unfilled, type NotJudged } from './not-judged';
import type { Pod } from './pod';
import { withTemplates } from './rollout-template';
import { readVerticalAutoscaler, type VerticalAutoscaler } from './vertical';
import { readWorkload, workloadKind, type Workload } from './workload';

/** Everything in some manifests that scales, is scaled, or bounds scaling. */
export interface Manifests {
  readonly workloads: readonly Workload[];
  readonly hpas: readonly HpaManifest[];
  readonly knativeServices: readonly KnativeService[];
  readonly autoscalerConfigs: readonly AutoscalerConfigMap[];
  /** config-autoscaler as it applies to the Knative Services. */
  readonly autoscalerConfig: AutoscalerConfig;
  readonly scaledObjects: readonly ScaledObjectManifest[];
  readonly httpScaledObjects: readonly HttpScaledObjectManifest[];
  readonly interceptorRoutes: readonly InterceptorRoute[];
  readonly scaledJobs: readonly ScaledJobManifest[];
  readonly triggerAuthentications: readonly TriggerAuthentication[];
  readonly kafkaTopics: readonly KafkaTopic[];
  readonly inferenceServices: readonly InferenceService[];
  /** Mode of the InferenceServices that do not say theirs. */
  readonly kserveMode: InstalledKserveMode;
  readonly llmServices: readonly LlmInferenceService[];
  readonly verticalAutoscalers: readonly VerticalAutoscaler[];
  readonly disruptionBudgets: readonly DisruptionBudget[];
  readonly quotas: readonly ResourceQuota[];
  readonly services: readonly ServiceManifest[];
  readonly volumeClaims: readonly VolumeClaim[];
  readonly namespaces: readonly NamespaceManifest[];
  readonly limitRanges: readonly LimitRange[];
  /** Objects of kinds that have no part in scaling, or that are not known. */
  readonly others: readonly Pick<RawObject, 'apiVersion' | 'kind'>[];
  /** How many objects there are, of any kind. */
  readonly objectCount: number;
  /** What has to do with scaling and is not understood. */
  readonly notJudged: readonly NotJudged[];
}

type Kinds = Omit<Manifests, 'autoscalerConfig' | 'kserveMode' | 'objectCount' | 'notJudged'>;
type Collected = { -readonly [K in keyof Kinds]: Kinds[K][number][] };

type Reader = (raw: RawObject, into: Collected, context: Context) => void;

/** What other objects have to know before they are read. */
interface Context {
  readonly kserveMode: InstalledKserveMode;
  readonly llmConfigs: readonly LlmConfig[];
}

export interface ReadOptions {
  /** Of InferenceServices that do not say theirs; by default what `inferenceservice-config` says, else as KServe is released. */
  readonly kserveMode?: KserveMode | undefined;
  /** Called before a text is parsed, for whoever limits how long that takes. */
  readonly onText?: (text: ManifestText) => void;
}

/** By group and kind; every version of them is read. */
const READERS: Readonly<Partial<Record<string, Reader>>> = {
  'autoscaling/HorizontalPodAutoscaler': (raw, into) => into.hpas.push(readHpa(raw)),
  'serving.knative.dev/Service': (raw, into) => into.knativeServices.push(readKnativeService(raw)),
  'keda.sh/ScaledObject': (raw, into) => into.scaledObjects.push(readScaledObject(raw)),
  'keda.sh/ScaledJob': (raw, into) => into.scaledJobs.push(readScaledJob(raw)),
  'kafka.strimzi.io/KafkaTopic': (raw, into) => into.kafkaTopics.push(readKafkaTopic(raw)),
  'keda.sh/TriggerAuthentication': (raw, into) => into.triggerAuthentications.push(readTriggerAuthentication(raw)),
  'keda.sh/ClusterTriggerAuthentication': (raw, into) => into.triggerAuthentications.push(readTriggerAuthentication(raw)),
  'http.keda.sh/HTTPScaledObject': (raw, into) => into.httpScaledObjects.push(readHttpScaledObject(raw)),
  'http.keda.sh/InterceptorRoute': (raw, into) => into.interceptorRoutes.push(readInterceptorRoute(raw)),
  'serving.kserve.io/InferenceService': (raw, into, { kserveMode }) =>
    into.inferenceServices.push(readInferenceService(raw, kserveMode.mode)),
  'serving.kserve.io/LLMInferenceService': (raw, into, { llmConfigs }) =>
    into.llmServices.push(readLlmInferenceService(raw, llmConfigs)),
  'autoscaling.k8s.io/VerticalPodAutoscaler': (raw, into) => into.verticalAutoscalers.push(readVerticalAutoscaler(raw)),
  'policy/PodDisruptionBudget': (raw, into) => into.disruptionBudgets.push(readDisruptionBudget(raw)),
  '/ResourceQuota': (raw, into) => into.quotas.push(readQuota(raw)),
  '/Service': (raw, into) => into.services.push(readService(raw)),
  '/PersistentVolumeClaim': (raw, into) => into.volumeClaims.push(readVolumeClaim(raw)),
  '/Namespace': (raw, into) => into.namespaces.push(readNamespace(raw)),
  '/LimitRange': (raw, into) => into.limitRanges.push(readLimitRange(raw)),
};

/**
 * Reads manifests of any team: plain, rendered by Helm or Kustomize, several documents in a file, lists, JSON.
 *
 * @throws UserErrors with file and line when a text is not YAML
 */
export function readManifests(texts: readonly ManifestText[], options: ReadOptions = {}): Manifests {
  const raws = rawObjects(texts);
  const manifests = readRaw(raws, options);
  return { ...manifests, notJudged: [...manifests.notJudged, ...unfilled(raws)] };
}

/** The same of objects that were never text, such as rendered ones. They have no lines. */
export function readObjects(bodies: readonly Pick<RawObject, 'apiVersion' | 'kind'>[], options: ReadOptions = {}): Manifests {
  return readRaw(
    bodies.map((object) => ({
      ...object,
      file: '',
      path: '',
      appliedWith: '',
      body: { ...object },
      placeholders: [],
      line: 1,
      lineOf: () => 1,
    })),
    options,
  );
}

/** Whether objects of this kind are read. */
export function hasReader(raw: RawObject): boolean {
  return readerOf(raw) !== undefined;
}

/** What else there is, of which nothing is said here. */
export interface Around {
  /** Rules of namespaces and of the cluster that hold for the objects, and are read by themselves, too. */
  readonly rules?: readonly RawObject[];
  /** Everything in the tree: what names an object may be anywhere in it. */
  readonly all?: readonly RawObject[];
}

/** Reads objects that are known one by one. Placeholders in them are for whoever knows whole files to name. */
export function readRaw(own: readonly RawObject[], options: ReadOptions, { rules = [], all = own }: Around = {}): Manifests {
  const raws = [...own, ...rules];
  const collected: Collected = {
    workloads: [],
    hpas: [],
    knativeServices: [],
    autoscalerConfigs: [],
    scaledObjects: [],
    httpScaledObjects: [],
    interceptorRoutes: [],
    scaledJobs: [],
    triggerAuthentications: [],
    kafkaTopics: [],
    inferenceServices: [],
    llmServices: [],
    verticalAutoscalers: [],
    disruptionBudgets: [],
    quotas: [],
    services: [],
    volumeClaims: [],
    namespaces: [],
    limitRanges: [],
    others: [],
  };
  const context: Context = {
    kserveMode: installedMode(options.kserveMode, raws.filter(isKserveConfig).map(readKserveConfig)),
    llmConfigs: raws.filter(isLlmConfig).map(readLlmConfig),
  };
  const unread: RawObject[] = [];
  for (const raw of raws) {
    const read = readerOf(raw);
    if (read === undefined) unread.push(raw);
    else read(raw, collected, context);
  }
  const others = unread.map(({ apiVersion, kind }) => ({ apiVersion, kind }));
  const bases = new Set(all.flatMap(llmBasesOf));
  return {
    ...withDefaultRequests({ ...collected, workloads: withTemplates(collected.workloads), others }),
    autoscalerConfig: effectiveConfig(collected.autoscalerConfigs),
    objectCount: raws.length,
    kserveMode: context.kserveMode,
    notJudged: notJudgedIn(
      raws,
      // A base is read with the services that name it.
      unread.filter((raw) => !rules.includes(raw) && (!isLlmConfig(raw) || !bases.has(readLlmConfig(raw).name))),
    ),
  };
}

function isLlmConfig({ apiVersion, kind }: RawObject): boolean {
  return groupOf(apiVersion) === 'serving.kserve.io' && kind === 'LLMInferenceServiceConfig';
}

/** Pods with what the LimitRanges of their namespaces fill in. */
function withDefaultRequests(kinds: Kinds): Kinds {
  if (kinds.limitRanges.length === 0) return kinds;
  const podIn = (object: Manifest, pod: Pod): Pod => {
    const defaults = limitRangeDefaultsFor(object, kinds.limitRanges);
    return defaults === undefined ? pod : withLimitRange(pod, defaults);
  };
  const filled = <T extends Manifest & { readonly pod: Pod }>(objects: readonly T[]): T[] =>
    objects.map((object) => ({ ...object, pod: podIn(object, object.pod) }));
  return {
    ...kinds,
    workloads: filled(kinds.workloads),
    knativeServices: filled(kinds.knativeServices),
    scaledJobs: filled(kinds.scaledJobs),
    inferenceServices: kinds.inferenceServices.map((service) => ({
      ...service,
      components: service.components.map((component) => ({ ...component, pod: podIn(service, component.pod) })),
    })),
    llmServices: kinds.llmServices.map((service) => ({
      ...service,
      workloads: service.workloads.map((part) => ({
        ...part,
        pod: part.pod && podIn(service, part.pod),
        workers: part.workers && { ...part.workers, pod: podIn(service, part.workers.pod) },
      })),
    })),
  };
}

/** undefined: objects of this kind are not read. */
function readerOf(raw: RawObject): Reader | undefined {
  const runs = workloadKind(raw);
  if (runs !== undefined) return (one, into) => into.workloads.push(readWorkload(one, runs));
  if (isAutoscalerConfig(raw)) return (one, into) => into.autoscalerConfigs.push(readAutoscalerConfig(one));
  return READERS[`${groupOf(raw.apiVersion)}/${raw.kind}`];
}

function isAutoscalerConfig({ apiVersion, kind, body }: RawObject): boolean {
  if (apiVersion !== 'v1' || kind !== 'ConfigMap') return false;
  const metadata = body['metadata'];
  return typeof metadata === 'object' && metadata !== null && 'name' in metadata && metadata.name === 'config-autoscaler';
}

/** All objects that have a part in scaling, in no particular order. */
export function allObjects(manifests: Manifests): Manifest[] {
  return [
    ...manifests.workloads,
    ...manifests.hpas,
    ...manifests.knativeServices,
    ...manifests.autoscalerConfigs,
    ...manifests.scaledObjects,
    ...manifests.httpScaledObjects,
    ...manifests.interceptorRoutes,
    ...manifests.scaledJobs,
    ...manifests.triggerAuthentications,
    ...manifests.kafkaTopics,
    ...manifests.inferenceServices,
    ...manifests.llmServices,
    ...manifests.verticalAutoscalers,
    ...manifests.disruptionBudgets,
    ...manifests.quotas,
    ...manifests.services,
    ...manifests.volumeClaims,
    ...manifests.namespaces,
    ...manifests.limitRanges,
  ];
}
