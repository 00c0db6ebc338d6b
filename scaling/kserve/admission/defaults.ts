import { ANNOTATION, FRAMEWORKS, MODEL_CONTAINER } from '../constants';
import type { KserveSettings } from '../settings';
import type {
  ComponentSpec,
  Container,
  InferenceService,
  ModelSpec,
  PredictorSpec,
  Resources,
  Role,
  ScalingMetric,
} from '../types';
import { implementationCount } from './implementations';

const RENAMED_MODES: Readonly<Record<string, string>> = { RawDeployment: 'Standard', Serverless: 'Knative' };
/** Frameworks whose servers speak the Open Inference Protocol only. */
const V2_ONLY = ['triton', 'onnx', 'huggingface'];

/**
 * An InferenceService after the mutating webhook.
 * Follows pkg/apis/serving/v1beta1/inference_service_defaults.go, DefaultInferenceService, KServe v0.20.0.
 */
export function withWebhookDefaults(service: InferenceService, settings: KserveSettings): InferenceService {
  const { predictor, transformer, explainer } = service.spec;
  const modelled = withModel(predictor);
  const format = modelled.model?.modelFormat?.name ?? '';
  return {
    ...service,
    metadata: { ...service.metadata, ...annotationsOf(service, settings, format) },
    spec: {
      ...service.spec,
      predictor: completed('predictor', modelled, settings),
      ...(transformer === undefined ? {} : { transformer: completed('transformer', transformer, settings) }),
      ...(explainer === undefined ? {} : { explainer: completed('explainer', explainer, settings) }),
    },
  };
}

function annotationsOf(
  { metadata: { annotations = {} } }: InferenceService,
  { defaultDeploymentMode }: KserveSettings,
  format: string,
): { annotations?: Record<string, string> } {
  const written = annotations[ANNOTATION.mode];
  // Knative is not written down: without the annotation it is what the installation has as its default.
  const preset = defaultDeploymentMode === 'Standard' ? defaultDeploymentMode : undefined;
  const mode = written === undefined ? preset : (RENAMED_MODES[written] ?? written);
  const all = {
    ...(format === '' ? {} : { [ANNOTATION.modelFormat]: format }),
    ...annotations,
    ...(mode === undefined ? {} : { [ANNOTATION.mode]: mode }),
  };
  return Object.keys(all).length === 0 ? {} : { annotations: all };
}

/** `sklearn: {…}` becomes `model: {modelFormat: {name: sklearn}, …}`. */
function withModel(predictor: PredictorSpec): PredictorSpec {
  const framework = FRAMEWORKS.find((key) => predictor[key] !== undefined);
  if (framework === undefined) return predictor;
  const { [framework]: written, ...rest } = predictor;
  const model = written as ModelSpec;
  return {
    ...rest,
    model: {
      ...(V2_ONLY.includes(framework) ? { protocolVersion: 'v2' } : {}),
      ...model,
      modelFormat: { name: framework },
    },
  };
}

function completed<Spec extends ComponentSpec>(role: Role, component: Spec, settings: KserveSettings): Spec {
  const written = withZeroValues(component);
  const [first, ...others] = written.containers ?? [];
  const isCustom = implementationCount(role, component) === 1 && (role !== 'predictor' || component['model'] === undefined);
  if (first === undefined || !isCustom) return written;
  const isRenamed = role !== 'predictor' || others.length === 0 || first.name === '';
  const container: Container = {
    ...first,
    ...(isRenamed ? { name: MODEL_CONTAINER } : {}),
    resources: withResources(first.resources, settings.resources),
  };
  return { ...written, containers: [container, ...others] };
}

/** Follows setResourceRequirementDefaults: key by key, so that a stated limit may end up below an injected request. */
function withResources(written: Resources | undefined, defaults: KserveSettings['resources']): Resources {
  return {
    ...written,
    limits: { ...defaults.limits, ...written?.limits },
    requests: { ...defaults.requests, ...written?.requests },
  };
}

/** The webhook answers with its Go structs: a field without `omitempty` appears even when it is empty. */
function withZeroValues<Spec extends ComponentSpec>(component: Spec): Spec {
  const { containers, autoScaling } = component;
  return {
    ...component,
    ...(containers === undefined ? {} : { containers: containers.map((one) => ({ ...one, name: nameOf(one) })) }),
    ...(autoScaling?.metrics === undefined
      ? {}
      : { autoScaling: { ...autoScaling, metrics: autoScaling.metrics.map(withEmptyTypes) } }),
  };
}

function nameOf(container: Partial<Container>): string {
  return container.name ?? '';
}

const EMPTY = { type: '' };

function withEmptyTypes({ resource, external, podmetric, ...metric }: ScalingMetric): ScalingMetric {
  return {
    ...EMPTY,
    ...metric,
    ...(resource === undefined ? {} : { resource: { ...resource, target: { ...EMPTY, ...resource.target } } }),
    ...(external === undefined ? {} : { external: withEmptyQuery(external) }),
    ...(podmetric === undefined ? {} : { podmetric: withEmptyQuery(podmetric) }),
  };
}

type Query = NonNullable<ScalingMetric['external']>;

function withEmptyQuery(source: Query): Query {
  return { ...source, metric: { backend: '', ...source.metric }, target: { ...EMPTY, ...source.target } };
}
