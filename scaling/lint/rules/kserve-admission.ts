import { admit, ANNOTATION, DEFAULT_KSERVE_SETTINGS, reconcile, type Admission } from '../../kserve';
import type { InferenceService } from '../../manifests';
import { rejected, type Problem } from '../../problem';
import type { Hit, Rule } from '../rule';

/** The lint cannot know what else the cluster has. */
const SETTINGS = { ...DEFAULT_KSERVE_SETTINGS, keda: 'installed', openTelemetry: 'installed' } as const;

function admission({ body }: InferenceService, annotations: Readonly<Record<string, string>>): Admission {
  const metadata = body['metadata'] as Readonly<Record<string, unknown>>;
  return admit({ ...body, metadata: { ...metadata, annotations } }, undefined, SETTINGS);
}

/** Fields that the messages of KServe's validator speak of, by a part of the message. */
const FIELD_OF_MESSAGE: readonly (readonly [part: string, field: string])[] = [
  ['autoscaler class', `metadata.annotations.${ANNOTATION.class}`],
  ["'MinReplicas'", 'minReplicas'],
  ["'MaxReplicas'", 'maxReplicas'],
  ['ScaleMetric', 'scaleMetric'],
  ['supported metric', 'scaleMetric'],
  ['target utilization', 'scaleTarget'],
  ['target memory', 'scaleTarget'],
  ['metric source type', 'autoScaling.metrics'],
  ['query should', 'autoScaling.metrics'],
  ['threshold value', 'autoScaling.metrics'],
  ['deploymentStrategy', 'deploymentStrategy'],
  ['parallelism', 'containerConcurrency'],
  ['logger', 'logger'],
  ['name', 'metadata.name'],
];

/** The most likely field, as the validator names none; in the component that has it, when there is only one. */
function locate(message: string, { components }: InferenceService): string {
  const field = FIELD_OF_MESSAGE.find(([part]) => message.includes(part))?.[1];
  if (field === undefined) return 'spec';
  if (field.startsWith('metadata')) return field;
  const owners = components.filter(({ path, ...component }) => path !== '' && field in component && hasField(component, field));
  return `${owners[0]?.path ?? 'spec.predictor'}.${field}`;
}

function hasField(component: object, field: string): boolean {
  return (component as Readonly<Record<string, unknown>>)[field] !== undefined;
}

/** What the API server and KServe's webhooks answer; nothing where a field has a wrong type, which is reported as such. */
export function admissionProblems(object: InferenceService): Problem[] {
  if (object.name === '' || object.shapeProblems.length > 0) return [];
  const result = admission(object, object.annotations);
  if (result.accepted) return [];
  return result.rejection.problems.map(({ path, message }) => rejected(path === '' ? locate(message, object) : path, message));
}

const CANNOT_RUN: Rule = {
  id: 'kserve-cannot-run',
  severity: 'error',
  title: 'KServe’s controller can create what the InferenceService asks for',
  why: 'The webhooks accept it and kubectl says created. Then the API server refuses what the controller sends, again and again, and the InferenceService never gets ready.',
  fix: 'Correct what the message names: it is the object that KServe would send.',
  source:
    'KServe v0.20.0 (1fb781055), pkg/controller/v1beta1/inferenceservice/reconcilers; Kubernetes v1.34, pkg/apis/{apps,core,autoscaling}/validation',
  check: ({ manifests }) =>
    manifests.inferenceServices.flatMap((object): Hit[] => {
      // Models without a container of their own need a ServingRuntime, which is not among the manifests.
      const hasRuntime = object.components.some(({ modelFormat }) => modelFormat !== '');
      if (object.mode === 'Knative' || hasRuntime || object.name === '' || object.shapeProblems.length > 0) return [];
      const result = admission(object, object.annotations);
      if (!result.accepted) return [];
      const { failure } = reconcile(result.object, [], SETTINGS);
      return failure === undefined ? [] : [{ object, path: `spec.${failure.role}`, message: failure.message }];
    }),
};

const UNCHECKED: Rule = {
  id: 'kserve-unchecked',
  severity: 'warning',
  title: 'The class of the autoscaler is written down, so that it is checked',
  why: 'Class hpa is the default, but the webhook checks its fields only when the annotation says hpa: a mistake passes, and shows as an HPA that does something else.',
  fix: 'Write serving.kserve.io/autoscalerClass: hpa, and correct what is then refused.',
  source:
    'KServe v0.20.0 (1fb781055), pkg/apis/serving/v1beta1/inference_service_validation.go, validateAutoScalingCompExtension',
  check: ({ manifests }) =>
    manifests.inferenceServices.flatMap((object): Hit[] => {
      const { classAnnotation, mode, annotations } = object;
      if (classAnnotation !== undefined || mode === 'Knative' || admissionProblems(object).length > 0) return [];
      if (object.name === '' || object.shapeProblems.length > 0) return [];
      const result = admission(object, { ...annotations, [ANNOTATION.class]: 'hpa' });
      if (result.accepted) return [];
      const message = result.rejection.problems[0]?.message ?? '';
      const path = locate(message, object);
      // kserve-metric-falls-back covers other metrics, kserve-cannot-run covers 0.
      return path.endsWith('scaleTarget') && object.components.every(({ scaleTarget = 1 }) => scaleTarget > 0)
        ? [{ object, path, message: `with the class written it would be refused: ${message}` }]
        : [];
    }),
};

export const KSERVE_ADMISSION_RULES: readonly Rule[] = [CANNOT_RUN, UNCHECKED];
