import type { AutoscalerConfig } from '../kpa';
import { rawObjects, type ManifestText, type RawObject } from './documents';
import { readDisruptionBudget, readQuota, type DisruptionBudget, type ResourceQuota } from './cluster-rules';
import { readHpa, type HpaManifest } from './hpa';
import { readScaledJob, readScaledObject, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
import {
  effectiveConfig,
  readAutoscalerConfig,
  readKnativeService,
  type AutoscalerConfigMap,
  type KnativeService,
} from './knative';
import { readInferenceService, type InferenceService } from './kserve';
import { groupOf, type Manifest } from './manifest';
import {
  readNamespace,
  readService,
  readVolumeClaim,
  type NamespaceManifest,
  type ServiceManifest,
  type VolumeClaim,
} from './neighbours';
import { notJudgedIn, type NotJudged } from './not-judged';
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
  readonly scaledJobs: readonly ScaledJobManifest[];
  readonly inferenceServices: readonly InferenceService[];
  readonly disruptionBudgets: readonly DisruptionBudget[];
  readonly quotas: readonly ResourceQuota[];
  readonly services: readonly ServiceManifest[];
  readonly volumeClaims: readonly VolumeClaim[];
  readonly namespaces: readonly NamespaceManifest[];
  /** Objects of kinds that have no part in scaling, or that are not known. */
  readonly others: readonly Pick<RawObject, 'apiVersion' | 'kind'>[];
  /** What has to do with scaling and is not understood. */
  readonly notJudged: readonly NotJudged[];
}

type Kinds = Omit<Manifests, 'autoscalerConfig' | 'notJudged'>;
type Collected = { -readonly [K in keyof Kinds]: Kinds[K][number][] };

type Reader = (raw: RawObject, into: Collected) => void;

/** By group and kind; every version of them is read. */
const READERS: Readonly<Partial<Record<string, Reader>>> = {
  'autoscaling/HorizontalPodAutoscaler': (raw, into) => into.hpas.push(readHpa(raw)),
  'serving.knative.dev/Service': (raw, into) => into.knativeServices.push(readKnativeService(raw)),
  'keda.sh/ScaledObject': (raw, into) => into.scaledObjects.push(readScaledObject(raw)),
  'keda.sh/ScaledJob': (raw, into) => into.scaledJobs.push(readScaledJob(raw)),
  'serving.kserve.io/InferenceService': (raw, into) => into.inferenceServices.push(readInferenceService(raw)),
  'policy/PodDisruptionBudget': (raw, into) => into.disruptionBudgets.push(readDisruptionBudget(raw)),
  '/ResourceQuota': (raw, into) => into.quotas.push(readQuota(raw)),
  '/Service': (raw, into) => into.services.push(readService(raw)),
  '/PersistentVolumeClaim': (raw, into) => into.volumeClaims.push(readVolumeClaim(raw)),
  '/Namespace': (raw, into) => into.namespaces.push(readNamespace(raw)),
};

/**
 * Reads manifests of any team: plain, rendered by Helm or Kustomize, several documents in a file, lists, JSON.
 *
 * @throws UserErrors with file and line when a text is not YAML
 */
export function readManifests(texts: readonly ManifestText[]): Manifests {
  return collect(rawObjects(texts));
}

/** The same of objects that were never text, such as rendered ones. They have no lines. */
export function readObjects(bodies: readonly Pick<RawObject, 'apiVersion' | 'kind'>[]): Manifests {
  return collect(bodies.map((object) => ({ ...object, file: '', body: { ...object }, line: 1, lineOf: () => 1 })));
}

function collect(raws: readonly RawObject[]): Manifests {
  const collected: Collected = {
    workloads: [],
    hpas: [],
    knativeServices: [],
    autoscalerConfigs: [],
    scaledObjects: [],
    scaledJobs: [],
    inferenceServices: [],
    disruptionBudgets: [],
    quotas: [],
    services: [],
    volumeClaims: [],
    namespaces: [],
    others: [],
  };
  const unread: RawObject[] = [];
  for (const raw of raws) {
    const read = readerOf(raw);
    if (read === undefined) unread.push(raw);
    else read(raw, collected);
  }
  return {
    ...collected,
    others: unread.map(({ apiVersion, kind }) => ({ apiVersion, kind })),
    autoscalerConfig: effectiveConfig(collected.autoscalerConfigs),
    notJudged: notJudgedIn(raws, unread),
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
    ...manifests.scaledJobs,
    ...manifests.inferenceServices,
    ...manifests.disruptionBudgets,
    ...manifests.quotas,
    ...manifests.services,
    ...manifests.volumeClaims,
    ...manifests.namespaces,
  ];
}
