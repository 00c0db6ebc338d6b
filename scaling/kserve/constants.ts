/** Names that KServe v0.20.0 gives (pkg/constants/constants.go). */

export const API_VERSION = 'serving.kserve.io/v1beta1';
export const KIND = 'InferenceService';

export const ANNOTATION = {
  mode: 'serving.kserve.io/deploymentMode',
  class: 'serving.kserve.io/autoscalerClass',
  stop: 'serving.kserve.io/stop',
  knativeClass: 'autoscaling.knative.dev/class',
  modelFormat: 'modelFormat',
} as const;

/** Annotations for the pod webhook: what it then puts into pods. */
export const INTERNAL = 'internal.serving.kserve.io';
export const SOURCE_URI_ANNOTATION = `${INTERNAL}/storage-initializer-sourceuri`;

/** Annotations of an InferenceService that its children do not get (ServiceAnnotationDisallowedList). */
export const DISALLOWED_ANNOTATIONS: readonly string[] = [
  'autoscaling.knative.dev/min-scale',
  'autoscaling.knative.dev/max-scale',
  SOURCE_URI_ANNOTATION,
  'kubectl.kubernetes.io/last-applied-configuration',
  ANNOTATION.modelFormat,
];

export const LABEL = { service: 'serving.kserve.io/inferenceservice', component: 'component', app: 'app' } as const;

export const AUTOSCALER_CLASSES = ['hpa', 'external', 'keda', 'none'] as const;
export type AutoscalerClass = (typeof AUTOSCALER_CLASSES)[number];
export const DEFAULT_CPU_UTILIZATION = 80;

export const MODEL_CONTAINER = 'kserve-container';
/** A transformer in the predictor's own pod. */
export const TRANSFORMER_CONTAINER = 'transformer-container';
export const HTTP_PORT = 8080;
/** The sidecar that logs and batches. */
export const AGENT_PORT = 9081;
export const SERVICE_PORT = 80;
export const NAME_VARIABLE = 'INFERENCE_SERVICE_NAME';
export const STORAGE_URI_VARIABLE = 'STORAGE_URI';
export const PROTOCOL_VARIABLE = 'PROTOCOL';

/** Fields of a predictor that name a framework; only one may be set. Order of pkg/apis/serving/v1beta1/inference_service_validation.go. */
export const FRAMEWORKS = [
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
] as const;

/** `true` in any case, as GetForceStopRuntime reads it (pkg/utils/utils.go). */
export function isStopped(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return annotations?.[ANNOTATION.stop]?.toLowerCase() === 'true';
}
