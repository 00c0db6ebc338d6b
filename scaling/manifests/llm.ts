import { isRecord } from '../../contract';
import type { HpaSpec } from '../hpa';
import type { ScaledObject } from '../keda';
import { isStopped } from '../kserve/constants';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { readBehavior } from './hpa';
import { readScaledObject } from './keda';
import { groupOf, readManifest, type Manifest } from './manifest';
import { readPodSpec, type Pod } from './pod';

/** A part of an LLMInferenceService that gets pods: the model servers, or those of the prefill step alone. */
export interface LlmWorkload {
  readonly role: 'decode' | 'prefill';
  /** Path in the object: `spec` or `spec.prefill`. */
  readonly path: string;
  /** What KServe makes of it and autoscalers move. */
  readonly targetKind: 'Deployment' | 'LeaderWorkerSet';
  readonly targetName: string;
  /** As written; undefined when it leaves the count to others (Kubernetes then starts with 1). */
  readonly replicas: number | undefined;
  /** What `scaling` asks for; undefined when the count is fixed or scaled from outside. */
  readonly scaling: LlmScaling | undefined;
  /** The only pod of a replica, or the first of a group; undefined where neither the object nor a base of it says what is in it. */
  readonly pod: Pod | undefined;
  /** Further pods of each group, over several nodes. */
  readonly workers: { readonly count: number; readonly pod: Pod } | undefined;
}

/** The autoscaler that KServe makes of `scaling`. */
export interface LlmScaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly hpa: HpaSpec | undefined;
  readonly scaledObject: ScaledObject | undefined;
  /** Name of the autoscaler that KServe makes. */
  readonly madeName: string;
}

export interface LlmInferenceService extends Manifest {
  readonly isStopped: boolean;
  readonly workloads: readonly LlmWorkload[];
  /** LLMInferenceServiceConfigs that it inherits from. */
  readonly baseNames: readonly string[];
  /** Those of them that are not in the manifests. */
  readonly missingBases: readonly string[];
}

/** An LLMInferenceServiceConfig: what services that name it as a base inherit. */
export interface LlmConfig {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly spec: Readonly<Record<string, unknown>>;
}

export function readLlmConfig({ body }: RawObject): LlmConfig {
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    name: text(metadata['name']) ?? '',
    namespace: text(metadata['namespace']),
    spec: isRecord(body['spec']) ? body['spec'] : {},
  };
}

/**
 * Reads an LLMInferenceService (serving.kserve.io/v1alpha1 and v1alpha2) as KServe v0.20.0 takes it, over its bases.
 * Follows pkg/controller/v1alpha2/llmisvc/workload_single_node.go, workload_multi_node.go and scaling.go.
 */
export function readLlmInferenceService(raw: RawObject, configs: readonly LlmConfig[]): LlmInferenceService {
  const spec: Readonly<Record<string, unknown>> = isRecord(raw.body['spec']) ? raw.body['spec'] : {};
  const names = baseNamesIn(spec);
  const bases = names.flatMap((name) => configs.filter((config) => config.name === name).map((config) => config.spec));
  const whole = [...bases, spec].reduce(mergedSpec, {});
  const merged = bases.length === 0 ? raw : { ...raw, body: { ...raw.body, spec: whole } };
  return readManifest(merged, (fields, { name, annotations }) => {
    const own = fields.below('spec');
    const prefill = own?.below('prefill');
    return {
      isStopped: isStopped(annotations),
      baseNames: names,
      missingBases: names.filter((base) => !configs.some((config) => config.name === base)),
      workloads: [
        ...(own === undefined ? [] : [readLlmWorkload(own, 'decode', name)]),
        ...(prefill === undefined ? [] : [readLlmWorkload(prefill, 'prefill', name)]),
      ],
    };
  });
}

/** Names of the bases that an object takes in; none where it is no LLMInferenceService. */
export function llmBasesOf({ apiVersion, kind, body }: RawObject): string[] {
  const isService = kind === 'LLMInferenceService' && groupOf(apiVersion) === 'serving.kserve.io';
  return isService && isRecord(body['spec']) ? baseNamesIn(body['spec']) : [];
}

function baseNamesIn(spec: Readonly<Record<string, unknown>>): string[] {
  const refs: readonly unknown[] = Array.isArray(spec['baseRefs']) ? spec['baseRefs'] : [];
  return refs.flatMap((ref) => (isRecord(ref) && typeof ref['name'] === 'string' ? [ref['name']] : []));
}

/**
 * Maps are merged and lists of named items by their names, as a strategic merge patch does; a count that is written takes the place of
 * an inherited `scaling`, and the other way round, because both together are refused.
 */
function mergedSpec(base: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  if (Object.hasOwn(over, 'replicas')) delete merged['scaling'];
  if (Object.hasOwn(over, 'scaling')) delete merged['replicas'];
  for (const [key, value] of Object.entries(over)) merged[key] = mergedValue(merged[key], value);
  return merged;
}

function mergedValue(base: unknown, over: unknown): unknown {
  if (isRecord(base) && isRecord(over)) return mergedSpec(base, over);
  if (!Array.isArray(base) || !Array.isArray(over)) return over;
  const all: readonly unknown[] = [...(base as readonly unknown[]), ...(over as readonly unknown[])];
  const items = all.filter(isNamed);
  if (items.length < all.length) return over;
  const names = [...new Set(items.map(({ name }) => name))];
  return names.map((name) =>
    items.filter((item) => item.name === name).reduce<Readonly<Record<string, unknown>>>(mergedSpec, {}),
  );
}

function isNamed(item: unknown): item is Readonly<Record<string, unknown>> & { readonly name: string } {
  return isRecord(item) && typeof item['name'] === 'string';
}

function readLlmWorkload(fields: Fields, role: LlmWorkload['role'], service: string): LlmWorkload {
  const [template, worker] = [fields.below('template'), fields.below('worker')];
  const podOf = (spec: Fields): Pod => readPodSpec(spec, fields.textMap('labels'), fields.textMap('annotations'), 'template');
  const prefix = role === 'prefill' ? '-prefill' : '';
  const targetKind = worker === undefined ? 'Deployment' : 'LeaderWorkerSet';
  const targetName = worker === undefined ? `${service}-kserve${prefix}` : `${service}-kserve-mn${prefix}`;
  const size = groupSize(fields.below('parallelism'));
  const scaling = fields.below('scaling');
  const first = template ?? worker;
  return {
    role,
    path: fields.path,
    targetKind,
    targetName,
    replicas: fields.integer('replicas'),
    scaling: scaling && readScaling(scaling, { kind: targetKind, name: targetName, made: `${service}-kserve${prefix}` }),
    pod: first && podOf(first),
    workers: worker === undefined || size < 2 ? undefined : { count: size - 1, pod: podOf(worker) },
  };
}

/** Pods of a group. pkg/apis/serving/v1alpha2/llm_inference_service_types_func.go, GetSize; a LeaderWorkerSet without a size has one. */
function groupSize(parallelism: Fields | undefined): number {
  const data = parallelism?.integer('data') ?? 0;
  const dataLocal = parallelism?.integer('dataLocal') ?? 0;
  if (data > 0 || dataLocal > 0) return Math.max(Math.floor(Math.max(data, 1) / Math.max(dataLocal, 1)), 1);
  return Math.max(parallelism?.integer('pipeline') ?? 1, 1);
}

interface ScaledTarget {
  readonly kind: LlmWorkload['targetKind'];
  readonly name: string;
  /** What the name of the autoscaler begins with. */
  readonly made: string;
}

/** What the Workload Variant Autoscaler asks for, one replica for each. */
const WVA_METRIC = 'wva_desired_replicas';

function readScaling(fields: Fields, { kind, name, made }: ScaledTarget): LlmScaling {
  const minReplicas = fields.integer('minReplicas') ?? 1;
  const maxReplicas = fields.integer('maxReplicas') ?? 0;
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'leaderworkerset.x-k8s.io/v1';
  const scaleTargetRef = { apiVersion, kind, name };
  const wva = fields.below('wva');
  const keda = wva?.below('keda') ?? fields.below('keda');
  const bounds = { minReplicas, maxReplicas };
  if (keda === undefined) {
    const external = { metric: { name: WVA_METRIC }, target: { type: 'Value', value: '1' } } as const;
    const behavior = readBehavior(wva?.below('hpa')?.below('behavior'));
    const hpa: HpaSpec = {
      ...bounds,
      scaleTargetRef,
      metrics: [{ type: 'External', external }],
      ...(behavior === undefined ? {} : { behavior }),
    };
    return { ...bounds, hpa, scaledObject: undefined, madeName: `HPA ${made}-hpa` };
  }
  const wvaTrigger = { type: 'prometheus', metadata: { serverAddress: 'http://prometheus', query: WVA_METRIC, threshold: '1' } };
  const own = keda.raw();
  const { scaledObject } = readScaledObject({
    file: '',
    path: '',
    appliedWith: '',
    placeholders: [],
    line: 1,
    lineOf: () => 1,
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    body: {
      metadata: { name: `${made}-keda` },
      spec: {
        ...own,
        scaleTargetRef,
        minReplicaCount: minReplicas,
        maxReplicaCount: maxReplicas,
        triggers: wva === undefined ? (own['triggers'] ?? []) : [wvaTrigger],
      },
    },
  });
  return { ...bounds, hpa: undefined, scaledObject, madeName: `ScaledObject ${made}-keda` };
}
