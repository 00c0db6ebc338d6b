import type { Benchmark, Lab, Resources, ServiceName, Target } from '../../contract';
import { ModelServer } from './model-server';
import { NAME_LABEL } from '../pod/labels';
import { containerResources, millicores, sizeBytes } from '../quantities';
import { QueueApi } from './queue-api';
import { QueueWorker } from './queue-worker';

/** Knative answers on the usual HTTP port, whatever the container listens on. */
const KNATIVE_PORT = 80;

/** Full name of a Service: right from every namespace, and what the local engine rewrites. */
export function hostOf(service: string, namespace: string): string {
  return `${service}.${namespace}.svc.cluster.local`;
}

/** Services that a benchmark touches, in the order it names them. */
export function serviceNamesOf(benchmark: Benchmark): string[] {
  const parity = benchmark.kind === 'accuracy' ? benchmark.parityWith : null;
  const servers = 'servers' in benchmark ? benchmark.servers : [];
  return [...new Set([benchmark.target, ...(parity === null ? [] : [parity]), ...servers])];
}

/** Where a benchmark finds a service, and whose CPU and memory it counts. */
export function targetOf(service: ServiceName, lab: Lab, image: string): Target {
  const { fastapi, queue, triton, kserve, litserve, bare } = lab.services;
  const ofPods = (name: string): string => `${NAME_LABEL}=${name}`;
  switch (service) {
    case 'fastapi': {
      const port = fastapi.autoscaling?.knative === undefined ? fastapi.port : KNATIVE_PORT;
      return {
        service,
        url: `http://${hostOf(ModelServer.NAME, lab.namespace)}:${port}`,
        podSelector: ofPods(ModelServer.NAME),
        metricsPort: fastapi.port,
        image,
        ...usage(fastapi.resources),
        ...scaling(fastapi),
      };
    }
    case 'queue':
      // Jobs go in through the API; the workers are what costs CPU and memory.
      return {
        service,
        url: `http://${hostOf(QueueApi.NAME, lab.namespace)}:${queue.api.port}`,
        podSelector: ofPods(QueueWorker.NAME),
        metricsPort: queue.worker.metricsPort,
        image,
        ...usage(queue.worker.resources),
        ...scaling(queue.worker),
      };
    case 'kserve':
      // Both modes make a Service of this name: `<InferenceService>-predictor`, on the usual HTTP port.
      return {
        service,
        url: `http://${hostOf(`${service}-predictor`, lab.namespace)}:80`,
        podSelector: ofPods(service),
        metricsPort: kserve.port,
        image,
        ...usage(kserve.resources),
      };
    case 'triton':
    case 'litserve':
    case 'bare': {
      const { port, resources } = { triton, litserve, bare }[service];
      return {
        service,
        url: `http://${hostOf(service, lab.namespace)}:${port}`,
        podSelector: ofPods(service),
        metricsPort: service === 'triton' ? triton.metricsPort : port,
        image,
        ...usage(resources),
      };
    }
  }
}

function usage(resources: Resources): Pick<Target, 'cpuRequestMillis' | 'cpuLimitMillis' | 'memoryRequestBytes'> {
  const { cpu, memory } = containerResources(resources);
  return {
    cpuRequestMillis: millicores(cpu.request),
    cpuLimitMillis: millicores(cpu.limit),
    memoryRequestBytes: sizeBytes(memory.request),
  };
}

function scaling({ autoscaling }: Pick<Lab['services']['fastapi'], 'autoscaling'>): Pick<Target, 'autoscaling'> {
  return autoscaling === undefined ? {} : { autoscaling };
}
