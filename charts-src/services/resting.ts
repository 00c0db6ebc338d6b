import type { Autoscaling, Benchmark, Lab, RestingService } from '../../contract';
import { KservePredictor } from '../kserve/predictor';
import { NAME_LABEL } from '../pod/labels';
import { ModelServer } from './model-server';
import { QueueWorker } from './queue-worker';
import { serviceNamesOf } from './targets';
import { Triton } from './triton';

interface Scaled {
  readonly replicas?: number | undefined;
  readonly autoscaling?: Autoscaling | undefined;
}

/**
 * Services that can rest while others are measured. What scales to zero by itself (Knative, KEDA down to zero) needs no turn; what
 * nobody measures, and what an autoscaler holds above zero, stays up.
 */
export function restingServices({ services, own }: Pick<Lab, 'services' | 'own'>): RestingService[] {
  const { fastapi, queue, triton, kserve, litserve, bare } = services;
  return [
    ...(fastapi.enabled ? deployment('fastapi', ModelServer.NAME, fastapi) : []),
    ...(queue.enabled ? deployment('queue', QueueWorker.NAME, queue.worker) : []),
    ...(triton.enabled ? deployment('triton', Triton.NAME, triton) : []),
    ...(kserve.enabled ? [inferenceService('kserve', KservePredictor.NAME)] : []),
    ...Object.entries({ litserve, bare }).flatMap(([name, { enabled }]) => (enabled ? deployment(name, name, {}) : [])),
    ...Object.entries(own).flatMap(([name, service]) => (service.enabled ? deployment(name, name, service) : [])),
  ];
}

/** An HPA at zero pods does nothing; KEDA scales up again to its minimum. */
function deployment(service: string, name: string, { replicas = 1, autoscaling }: Scaled): RestingService[] {
  if (autoscaling !== undefined && autoscaling.hpa === undefined) return [];
  const awake = autoscaling?.hpa === undefined ? replicas : Math.max(1, autoscaling.hpa.minReplicas ?? 1);
  return awake === 0 ? [] : [{ service, name, kind: 'Deployment', podSelector: selector(name), replicas: awake }];
}

function inferenceService(service: string, name: string): RestingService {
  return { service, name, kind: 'InferenceService', podSelector: selector(name) };
}

const selector = (name: string): string => `${NAME_LABEL}=${name}`;

/** Sets of services that a benchmark needs up at the same time, one set after another. */
export function awakeTogether(benchmark: Benchmark): string[][] {
  const names = serviceNamesOf(benchmark);
  return benchmark.kind === 'parity' ? names.map((name) => [name]) : [names];
}
