import {
  PREDICT_REQUEST,
  V2_REQUEST,
  type Benchmark,
  type Lab,
  type OwnService,
  type Resources,
  type ServiceName,
  type Target,
} from '../../contract';
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

/** The app whose image runs a service. */
export function appOf(service: ServiceName): string {
  return service === 'knative' ? 'fastapi' : service;
}

/** Services that a benchmark touches, in the order it names them. */
export function serviceNamesOf(benchmark: Benchmark): string[] {
  const parity = benchmark.kind === 'accuracy' ? benchmark.parityWith : null;
  const servers = 'servers' in benchmark ? benchmark.servers : [];
  return [...new Set([benchmark.target, ...(parity === null ? [] : [parity]), ...servers])];
}

interface Endpoint {
  /** @default - the name of the service */
  readonly host?: string;
  readonly port: number;
  /**
   * `app.kubernetes.io/name` of the pods whose CPU and memory count.
   * @default - the name of the service
   */
  readonly pods?: string;
  readonly metricsPort: number;
  readonly resources: Resources;
  readonly autoscaling?: Target['autoscaling'] | undefined;
}

const V2_READY = '/v2/health/ready';
/** Where a server does not answer on the lab's own path. */
const READY_PATHS: Partial<Record<ServiceName, string>> = { triton: V2_READY, kserve: V2_READY };
/** Jobs go through the queue, and the bare loop needs no request for each text. */
const REQUESTS: Partial<Record<ServiceName, Target['request']>> = {
  fastapi: PREDICT_REQUEST,
  knative: PREDICT_REQUEST,
  litserve: PREDICT_REQUEST,
  triton: V2_REQUEST,
  kserve: V2_REQUEST,
};

/** Where a benchmark finds a service, and whose CPU and memory it counts. */
export function targetOf(service: ServiceName, lab: Lab, image: string): Target {
  const { host = service, port, pods = service, metricsPort, resources, autoscaling } = endpointOf(service, lab.services);
  const { cpu, memory } = containerResources(resources);
  const request = REQUESTS[service];
  return {
    service,
    url: `http://${hostOf(host, lab.namespace)}:${port}`,
    podSelector: `${NAME_LABEL}=${pods}`,
    metricsPort,
    readyPath: READY_PATHS[service] ?? '/readyz',
    image,
    cpuRequestMillis: millicores(cpu.request),
    cpuLimitMillis: millicores(cpu.limit),
    memoryRequestBytes: sizeBytes(memory.request),
    ...(autoscaling === undefined ? {} : { autoscaling }),
    ...(request === undefined ? {} : { request }),
  };
}

/** The same for a service of the user's own, which reports nothing to Prometheus that the lab could rely on. */
export function ownTargetOf(name: string, service: OwnService, namespace: string, image: string): Target {
  const { autoscaling, port, probes, request } = service;
  const { cpu, memory } = containerResources(service.resources);
  return {
    service: name,
    url: `http://${hostOf(name, namespace)}:${autoscaling?.knative === undefined ? port : KNATIVE_PORT}`,
    podSelector: `${NAME_LABEL}=${name}`,
    metricsPort: null,
    readyPath: probes.ready ?? null,
    image,
    cpuRequestMillis: millicores(cpu.request),
    cpuLimitMillis: millicores(cpu.limit),
    memoryRequestBytes: sizeBytes(memory.request),
    ...(autoscaling === undefined ? {} : { autoscaling }),
    request,
  };
}

function endpointOf(service: ServiceName, services: Lab['services']): Endpoint {
  const { fastapi, queue, triton, kserve, knative } = services;
  switch (service) {
    case 'fastapi': {
      const { port, resources, autoscaling } = fastapi;
      return { port: autoscaling?.knative === undefined ? port : KNATIVE_PORT, metricsPort: port, resources, autoscaling };
    }
    case 'queue': {
      // Jobs go in through the API; the workers are what costs CPU and memory.
      const [host, pods] = [QueueApi.NAME, QueueWorker.NAME];
      return { ...queue.worker, host, pods, port: queue.api.port };
    }
    case 'kserve':
      // Both modes make a Service of this name: `<InferenceService>-predictor`, on the usual HTTP port.
      return { host: `${service}-predictor`, port: 80, metricsPort: kserve.port, resources: kserve.resources };
    case 'knative':
      return { port: KNATIVE_PORT, metricsPort: knative.port, resources: knative.resources, autoscaling: knative.autoscaling };
    case 'triton':
      return { port: triton.port, metricsPort: triton.metricsPort, resources: triton.resources };
    case 'litserve':
    case 'bare': {
      const { port, resources } = services[service];
      return { port, metricsPort: port, resources };
    }
  }
}
