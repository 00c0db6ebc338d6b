import { ANNOTATION } from '../constants';
import type { Container, InferenceService } from '../types';
import { firstRefusal, type Refusal } from './refusal';

interface Workers {
  readonly containers?: readonly Container[];
  readonly pipelineParallelSize?: number;
  readonly tensorParallelSize?: number;
}

/**
 * Follows validateMultiNodeVariables of inference_service_validation.go, KServe v0.20.0, but for its list of GPU resource types:
 * a worker on an unknown kind of accelerator passes here.
 */
export function validateWorkers({ metadata, spec: { predictor } }: InferenceService): Refusal {
  const workers = predictor['workerSpec'] as Workers | undefined;
  if (workers === undefined) return undefined;
  const invalid = (problem: string): string => `the InferenceService "${metadata.name}" is invalid: ${problem}`;
  const { model } = predictor;
  return firstRefusal(
    () => {
      if ((workers.containers?.length ?? 0) > 1) return invalid('setting multiple containers in workerSpec is not allowed');
      return undefined;
    },
    () => {
      if (model === undefined) return undefined;
      const size = ['PIPELINE_PARALLEL_SIZE', 'TENSOR_PARALLEL_SIZE'].find((name) => model.env?.some((one) => one.name === name));
      if (size !== undefined) return invalid(`setting ${size} in environment variables is not allowed`);
      if (model.storageUri === undefined) return invalid('StorageURI must be set for multinode enabled');
      const protocol = model.storageUri.split('://')[0] ?? '';
      if (!['pvc', 'oci'].includes(protocol))
        return invalid(`Multinode only supports 'pvc' and 'oci' Storage Protocol(${protocol})`);
      const autoscaler = metadata.annotations?.[ANNOTATION.class] ?? '';
      return autoscaler === 'none' ? undefined : invalid(`Multinode only supports 'none' autoscaler(${autoscaler})`);
    },
    () => {
      const { pipelineParallelSize = 1, tensorParallelSize = 1 } = workers;
      if (pipelineParallelSize < 1)
        return invalid(`WorkerSpec.PipelineParallelSize cannot be less than 1(${pipelineParallelSize})`);
      return tensorParallelSize < 1
        ? invalid(`WorkerSpec.TensorParallelSize cannot be less than 1(${tensorParallelSize})`)
        : undefined;
    },
  );
}
