import { FRAMEWORKS, MODEL_CONTAINER, STORAGE_URI_VARIABLE } from '../constants';
import type { ComponentSpec, InferenceServiceSpec, ModelSpec, PredictorSpec, Role } from '../types';

/**
 * How many things a component would run; exactly one is allowed.
 * Follows GetImplementations of pkg/apis/serving/v1beta1/predictor.go, transformer.go and explainer.go, KServe v0.20.0.
 */
export function implementationCount(role: Role, component: ComponentSpec): number {
  const { containers = [] } = component;
  if (role === 'transformer') return containers.length === 0 ? 0 : 1;
  if (role === 'explainer') return (component['art'] === undefined ? 0 : 1) + (containers.length === 0 ? 0 : 1);
  const models = [...FRAMEWORKS, 'model'].filter((key) => component[key] !== undefined).length;
  const named = containers.filter(({ name }) => name === MODEL_CONTAINER).length;
  return models + named === 0 && containers.length > 0 ? 1 : models + named;
}

/** The model server that a predictor names, instead of containers of its own. */
export function modelOf(predictor: PredictorSpec): ModelSpec | undefined {
  const field = [...FRAMEWORKS, 'model'].find((key) => predictor[key] !== undefined);
  return field === undefined ? undefined : (predictor[field] as ModelSpec);
}

/**
 * Where a component's model is read from: `storageUri` of a model, or the variable STORAGE_URI of an own container.
 * Follows GetStorageUri of predictor_custom.go and transformer_custom.go.
 */
export function storageUriOf(role: Role, component: ComponentSpec): string | undefined {
  const model = role === 'predictor' ? modelOf(component) : undefined;
  if (model !== undefined) return model.storageUri;
  const { containers = [] } = component;
  const container = role === 'predictor' ? containers.find(({ name }) => name === MODEL_CONTAINER) : containers[0];
  const variable = container?.env?.find(({ name }) => name === STORAGE_URI_VARIABLE);
  return variable && (variable.value ?? '');
}

export function componentsOf(spec: InferenceServiceSpec): { readonly role: Role; readonly component: ComponentSpec }[] {
  return (['predictor', 'transformer', 'explainer'] as const).flatMap((role) => {
    const component = spec[role];
    return component === undefined ? [] : [{ role, component }];
  });
}
