import { PROTOCOL_VARIABLE } from '../constants';
import type { ComponentSpec, Extensions, Role } from '../types';
import { implementationCount, modelOf } from './implementations';
import type { Refusal } from './refusal';

/** Go fields of the three specs but the last, as ExactlyOneErrorFor lists them. */
const ONE_OF: Readonly<Record<Role, readonly [fields: string, type: string]>> = {
  predictor: [
    'Name, SKLearn, XGBoost, Tensorflow, PyTorch, Triton, ONNX, HuggingFace, PMML, LightGBM, Paddle, Model, StorageUris, StorageContainerName, WorkerSpec, PodSpec',
    'PredictorSpec',
  ],
  transformer: ['PodSpec, ComponentExtensionSpec', 'TransformerSpec'],
  explainer: ['ART, PodSpec, ComponentExtensionSpec', 'ExplainerSpec'],
};

export function validateExactlyOne(role: Role, component: ComponentSpec): Refusal {
  if (implementationCount(role, component) === 1) return undefined;
  const [fields, type] = ONE_OF[role];
  return `exactly one of [${fields}] must be specified in ${type}`;
}

/** CustomPredictor.Validate. The message has its two parts in this order upstream as well. */
export function validateProtocol(role: Role, component: ComponentSpec): Refusal {
  if (role !== 'predictor' || modelOf(component) !== undefined) return undefined;
  const protocol = component.containers?.[0]?.env?.find(({ name }) => name === PROTOCOL_VARIABLE);
  if (protocol === undefined || ['v1', 'v2'].includes(protocol.value ?? '')) return undefined;
  return `invalid protocol v1, v2. Must be one of [${protocol.value ?? ''}]`;
}

/** ComponentExtensionSpec.Validate, pkg/apis/serving/v1beta1/component.go. */
export function validateExtensions({ containerConcurrency = 0, minReplicas = 1, maxReplicas = 0, logger }: Extensions): Refusal {
  if (containerConcurrency < 0) return 'parallelism cannot be less than 0';
  if (minReplicas < 0) return "'MinReplicas' cannot be less than 0";
  if (maxReplicas < 0) return "'MaxReplicas' cannot be less than 0";
  if (minReplicas > maxReplicas && maxReplicas !== 0) return "'MinReplicas' cannot be greater than MaxReplicas";
  if (logger === undefined) return undefined;
  if (!['all', 'request', 'response'].includes(logger.mode ?? '')) return 'invalid logger type';
  const { storage } = logger;
  const isIncomplete = storage !== undefined && [storage.path, storage.parameters, storage.key].includes(undefined);
  return isIncomplete ? 'invalid logger storage configuration' : undefined;
}
