import { milliValue } from '../../contract/quantity';
import { effectiveMetrics, type HpaSpec, type MetricSpec } from '../hpa';
import type { PodAutoscaler } from '../kpa';
import { hpaSpecOf } from '../kserve/children/hpa';
import { ANNOTATION, AUTOSCALER_CLASSES, FRAMEWORKS, isStopped } from '../kserve/constants';
import { revisionAnnotations } from '../kserve/knative';
import { DEFAULT_KSERVE_SETTINGS } from '../kserve/settings';
import { readAutoScalingMetrics } from './hpa';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { modeNamed, type InstalledKserveMode, type KserveMode } from './kserve-mode';
import { readManifest, type Manifest } from './manifest';
import { readContainer, readPodSpec, type Container, type Pod, type ResourcesMilli } from './pod';

/** A part of an InferenceService that gets pods of its own. */
export interface InferenceComponent {
  readonly role: 'predictor' | 'transformer' | 'explainer';
  /** Path in the object: `spec.predictor`. */
  readonly path: string;
  /** Of the Deployment, Service and HPA that KServe makes. */
  readonly deploymentName: string;
  readonly minReplicas: number | undefined;
  readonly maxReplicas: number | undefined;
  readonly scaleMetric: string | undefined;
  readonly scaleTarget: number | undefined;
  readonly containerConcurrency: number | undefined;
  /** Share of the traffic that the newest version gets; below 100 % the one before keeps pods too. */
  readonly canaryTrafficPercent: number | undefined;
  /** What `autoScaling` asks for; undefined when the block is not there. */
  readonly autoScaling: { readonly metrics: readonly MetricSpec[]; readonly hasBehavior: boolean } | undefined;
  /** Name of the model's format or runtime, e.g. `huggingface`; '' for own containers. */
  readonly modelFormat: string;
  /** With what KServe injects. */
  readonly pod: Pod;
  /** Keys of the first container's resources that KServe fills in: `requests.cpu`, … */
  readonly injected: readonly string[];
}

export interface InferenceService extends Manifest {
  readonly mode: KserveMode;
  /** The mode is written on the object; else it is that of the installation. */
  readonly isModeWritten: boolean;
  readonly autoscalerClass: 'hpa' | 'keda' | 'external' | 'none' | 'unknown';
  readonly classAnnotation: string | undefined;
  readonly isStopped: boolean;
  /** As it was written. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly components: readonly InferenceComponent[];
}

/** What the first container gets where it sets nothing. */
const INJECTED_MILLI: ResourcesMilli = Object.fromEntries(
  Object.entries(DEFAULT_KSERVE_SETTINGS.resources.requests).map(([resource, amount]) => [resource, milliValue(amount)]),
);
/** Fields of a predictor that hold its model. */
const FORMATS = ['model', ...FRAMEWORKS] as const;

/**
 * Reads an InferenceService (serving.kserve.io/v1beta1) as KServe v0.20.0 takes it.
 *
 * @param installed the mode of those that do not say theirs
 */
export function readInferenceService(raw: RawObject, installed: KserveMode): InferenceService {
  return readManifest(raw, (fields, { name, annotations }) => {
    const spec = fields.below('spec');
    const classAnnotation = annotations[ANNOTATION.class];
    const writtenMode = modeNamed(annotations[ANNOTATION.mode]);
    return {
      isModeWritten: writtenMode !== undefined,
      mode: writtenMode ?? installed,
      autoscalerClass: AUTOSCALER_CLASSES.find((one) => one === (classAnnotation ?? 'hpa')) ?? 'unknown',
      classAnnotation,
      isStopped: isStopped(annotations),
      body: raw.body,
      components: (['predictor', 'transformer', 'explainer'] as const).flatMap((role) => {
        const component = spec?.below(role);
        return component === undefined ? [] : [readComponent(component, role, name)];
      }),
    };
  });
}

/** The mode that the answer depends on; undefined where every InferenceService says its own. */
export function reliedOnMode({
  inferenceServices,
  kserveMode,
}: {
  readonly inferenceServices: readonly InferenceService[];
  readonly kserveMode: InstalledKserveMode;
}): InstalledKserveMode | undefined {
  return inferenceServices.some(({ isModeWritten }) => !isModeWritten) ? kserveMode : undefined;
}

function readComponent(fields: Fields, role: InferenceComponent['role'], service: string): InferenceComponent {
  const own = fields.text('name');
  const autoScaling = fields.below('autoScaling');
  const format = FORMATS.find((key) => fields.has(key));
  const model = format === undefined ? undefined : fields.below(format);
  const spec = readPodSpec(fields, fields.textMap('labels'), fields.textMap('annotations'));
  const containers =
    model === undefined ? spec.containers : [{ ...readContainer(model), name: 'kserve-container' }, ...spec.containers];
  const [first, ...others] = containers;
  const { container, injected } = withInjected(first);
  return {
    role,
    path: fields.path,
    deploymentName: own === undefined || role !== 'predictor' ? `${service}-${role}` : `${service}-${own}-${role}`,
    minReplicas: fields.count('minReplicas'),
    maxReplicas: fields.count('maxReplicas'),
    scaleMetric: fields.text('scaleMetric'),
    scaleTarget: fields.integer('scaleTarget'),
    containerConcurrency: fields.integer('containerConcurrency'),
    canaryTrafficPercent: fields.integer('canaryTrafficPercent'),
    autoScaling: autoScaling && { metrics: readAutoScalingMetrics(autoScaling), hasBehavior: autoScaling.has('behavior') },
    modelFormat: format === 'model' ? (model?.below('modelFormat')?.text('name') ?? '') : (format ?? ''),
    pod: { ...spec, containers: container === undefined ? [] : [container, ...others] },
    injected,
  };
}

function withInjected(container: Container | undefined): { container: Container | undefined; injected: string[] } {
  if (container === undefined) return { container, injected: [] };
  const { requestsMilli, limitsMilli, written } = container;
  const missing = Object.keys(INJECTED_MILLI);
  const requests = missing.filter((resource) => written.requests[resource] === undefined);
  const limits = missing.filter((resource) => limitsMilli[resource] === undefined);
  const injectedAmounts = (resources: readonly string[]): ResourcesMilli =>
    Object.fromEntries(resources.map((resource) => [resource, INJECTED_MILLI[resource]]));
  return {
    container: {
      ...container,
      requestsMilli: { ...requestsMilli, ...injectedAmounts(requests) },
      limitsMilli: { ...limitsMilli, ...injectedAmounts(limits) },
    },
    injected: [...requests.map((resource) => `requests.${resource}`), ...limits.map((resource) => `limits.${resource}`)],
  };
}

/**
 * The HPA that KServe's Standard mode makes of a component under class hpa, with what the API server fills in. It silently
 * replaces what it cannot express by CPU 80 %; see docs/lint.md#kserve-metric-falls-back.
 */
export function standardHpa(component: InferenceComponent): HpaSpec {
  const { deploymentName, minReplicas, maxReplicas, scaleMetric, scaleTarget, autoScaling } = component;
  const metrics = autoScaling?.metrics.map(({ type, resource }) => ({ type, resource }));
  const autoScalingBlock = metrics && { metrics };
  const spec = hpaSpecOf(deploymentName, { minReplicas, maxReplicas, scaleMetric, scaleTarget, autoScaling: autoScalingBlock });
  return { ...spec, metrics: effectiveMetrics(spec.metrics) };
}

/** What Knative scales a component by in Knative mode. */
export function revisionOf(service: InferenceService, component: InferenceComponent): PodAutoscaler {
  return {
    annotations: revisionAnnotations([service.annotations, component.pod.annotations], component),
    containerConcurrency: component.containerConcurrency ?? 0,
    reachability: '',
  };
}

/** Whether the HPA measures something other than was asked for. */
export function fallsBack({ autoScaling, scaleMetric, scaleTarget }: InferenceComponent): boolean {
  if (autoScaling !== undefined) return autoScaling.metrics.some((metric) => !isKept(metric));
  if (scaleMetric === undefined || scaleMetric === 'cpu') return false;
  return scaleMetric !== 'memory' || scaleTarget === undefined;
}

function isKept({ resource }: MetricSpec): boolean {
  if (resource?.name === 'cpu') return resource.target.type === 'Utilization' && resource.target.averageUtilization !== undefined;
  return resource?.name === 'memory';
}
