import { ANNOTATION, FRAMEWORKS, STORAGE_URI_VARIABLE, TRANSFORMER_CONTAINER } from '../constants';
import type { ComponentSpec, Container, InferenceService, PredictorSpec, Role } from '../types';
import { componentsOf, modelOf, storageUriOf } from './implementations';
import { firstOf, firstRefusal, type Refusal } from './refusal';
import { validateCanaries } from './validate-canary';
import { validateExactlyOne, validateExtensions, validateProtocol } from './validate-component';
import { validateAutoscalerClass, validateScaling } from './validate-scaling';
import { validateStorage } from './validate-storage';
import { validateWorkers } from './validate-workers';

/**
 * The validating webhook, after the defaults: what it answers when it refuses, word for word.
 * Follows pkg/apis/serving/v1beta1/inference_service_validation.go, ValidateCreate and ValidateUpdate, KServe v0.20.0.
 *
 * @param previous the object that is updated, with the deployment mode that its status records
 */
export function validateInferenceService(
  service: InferenceService,
  previous: { readonly object: InferenceService; readonly mode: string } | undefined,
): Refusal {
  const { metadata, spec } = service;
  const annotations = metadata.annotations ?? {};
  return firstRefusal(
    () => previous && validateUpdate(service, previous.object, previous.mode),
    () => validateName(metadata.name),
    () => validateAutoscalerClass(annotations),
    () => validateVariables(metadata.name, spec),
    () => validateWorkers(service),
    () => validateCollocation(spec.predictor),
    () => validateFrameworkName(spec.predictor),
    () => validateStorage(spec),
    () => firstOf(componentsOf(spec), ({ role, component }) => validateComponent(role, component, annotations)),
    () => validateCanaries(service),
  );
}

function validateUpdate({ metadata, spec }: InferenceService, previous: InferenceService, recordedMode: string): Refusal {
  const mode = metadata.annotations?.[ANNOTATION.mode];
  if (recordedMode !== '' && mode !== undefined && mode !== recordedMode)
    return `update rejected: deploymentMode cannot be changed from '${recordedMode}' to '${mode}'`;
  const before = previous.spec.predictor;
  const isRenamed = (before.name ?? '') !== (spec.predictor.name ?? '');
  return isRenamed && (storageUriOf('predictor', before) ?? '') === (storageUriOf('predictor', spec.predictor) ?? '')
    ? 'predictor.name change requires a model change (e.g. storageUri)'
    : undefined;
}

const NAME = '[a-z]([-a-z0-9]*[a-z0-9])?';

function validateName(name: string): Refusal {
  if (new RegExp(`^${NAME}$`).test(name)) return undefined;
  return `the InferenceService "${name}" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '${NAME}')`;
}

/** pkg/validation/env_policy.go */
const BLOCKED_VARIABLES = ['PYTHONPATH'];

function validateVariables(service: string, spec: InferenceService['spec']): Refusal {
  const { predictor, transformer, explainer } = spec;
  const model = modelOf(predictor);
  const workers = predictor['workerSpec'] as Partial<ComponentSpec> | undefined;
  const art = explainer?.['art'] as Container | undefined;
  const inOrder: readonly (Container | undefined)[] = [
    ...containersOf(predictor),
    ...(model === undefined ? [] : [{ name: '', ...model }]),
    ...containersOf(workers),
    ...containersOf(transformer),
    ...containersOf(explainer),
    art,
  ];
  return firstOf(inOrder, (container) => {
    const blocked = container?.env?.find(({ name }) => BLOCKED_VARIABLES.includes(name));
    return container === undefined || blocked === undefined
      ? undefined
      : `the InferenceService "${service}" is invalid: setting ${blocked.name} in container "${container.name}" is not allowed for security reasons`;
  });
}

function containersOf(component: Pick<ComponentSpec, 'containers' | 'initContainers'> | undefined): Container[] {
  return [...(component?.containers ?? []), ...(component?.initContainers ?? [])];
}

function validateCollocation({ containers = [] }: PredictorSpec): Refusal {
  const transformer = containers.find(({ name }) => name === TRANSFORMER_CONTAINER);
  return transformer?.env?.some(({ name }) => name === STORAGE_URI_VARIABLE) === true
    ? 'storage uri should not be specified in transformer container'
    : undefined;
}

function validateFrameworkName(predictor: PredictorSpec): Refusal {
  return [...FRAMEWORKS, 'model'].some((key) => ((predictor[key] as { name?: string } | undefined)?.name ?? '') !== '')
    ? "the 'name' field is not allowed in standard predictor"
    : undefined;
}

function validateComponent(role: Role, component: ComponentSpec, annotations: Readonly<Record<string, string>>): Refusal {
  return firstRefusal(
    () => validateExactlyOne(role, component),
    () => validateProtocol(role, component),
    () => validateExtensions(component),
    () => validateScaling(annotations, component),
  );
}
