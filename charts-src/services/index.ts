/**
 * The services of a lab, one line each in SERVICES.
 *
 * - `model-server`, `triton`, `comparison-server`, `llm` (and ../kserve): servers of a model
 * - `queue-api`, `queue-worker`, `redis`: the queue
 * - `streamlit`: the page for people
 * - `own-service`: any service of the user's own; build-lab adds them after these
 * - `targets`: where benchmarks find a service
 */
import { Duration, type Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Lab } from '../../contract';
import { KservePredictor } from '../kserve/predictor';
import { containerResources, memorySize } from '../quantities';
import { underSetting } from '../setting';
import { ComparisonServer } from './comparison-server';
import { Llm } from './llm';
import { ModelServer } from './model-server';
import { QueueApi } from './queue-api';
import { QueueWorker } from './queue-worker';
import { Redis } from './redis';
import { readByScalers } from './redis-accounts';
import { offeredAddresses, Streamlit } from './streamlit';
import { appOf, hostOf } from './targets';
import { Triton } from './triton';

/** Adds a service to the chart of its name. */
type AddService = (chart: Chart, lab: Lab, imageOf: (app: string) => string) => Construct;

/** By the name in lab.yaml, in the order in which they are applied. */
export const SERVICES: Readonly<Record<keyof Lab['services'], AddService>> = {
  fastapi: addModelServer,
  queue: addQueue,
  triton: addTriton,
  kserve: addKserve,
  knative: addKnative,
  litserve: addComparison('litserve'),
  bare: addComparison('bare'),
  llm: addLlm,
  streamlit: addStreamlit,
};

function addModelServer(chart: Chart, lab: Lab, imageOf: (app: string) => string): Construct {
  const { fastapi, queue } = lab.services;
  return new ModelServer(chart, 'fastapi', {
    ...fastapi,
    image: imageOf('fastapi'),
    resources: containerResources(fastapi.resources),
    redis: queue.enabled ? readByScalers(redisAddressOf(lab)) : undefined,
  });
}

function redisAddressOf({ namespace, services: { queue } }: Lab): string {
  return `${hostOf(Redis.NAME, namespace)}:${queue.redis.port}`;
}

function addQueue(chart: Chart, lab: Lab, imageOf: (app: string) => string): Construct {
  const { api, worker, redis, resultTtlSeconds } = lab.services.queue;
  const redisAddress = redisAddressOf(lab);
  const shared = { image: imageOf('queue'), resultTtl: Duration.seconds(resultTtlSeconds) };
  const queue = new Construct(chart, 'queue');
  underSetting(
    new Redis(queue, 'redis', {
      image: imageOf('redis'),
      port: redis.port,
      resources: containerResources(redis.resources),
      storage: memorySize(redis.storage),
    }),
    'redis',
  );
  underSetting(
    new QueueApi(queue, 'api', {
      ...shared,
      ...api,
      resources: containerResources(api.resources),
      redisUrl: `redis://${redisAddress}`,
    }),
    'api',
  );
  underSetting(
    new QueueWorker(queue, 'worker', {
      ...shared,
      ...worker,
      resources: containerResources(worker.resources),
      microBatch: { maxSize: worker.microBatch.maxSize, maxDelay: Duration.millis(worker.microBatch.maxDelayMs) },
      redisAddress,
    }),
    'worker',
  );
  return queue;
}

function addTriton(chart: Chart, { services: { triton } }: Lab, imageOf: (app: string) => string): Construct {
  const { enabled, maxQueueDelayMs } = triton.dynamicBatching;
  return new Triton(chart, Triton.NAME, {
    ...triton,
    image: imageOf(Triton.NAME),
    resources: containerResources(triton.resources),
    maxQueueDelay: enabled ? Duration.millis(maxQueueDelayMs) : undefined,
  });
}

function addKserve(chart: Chart, { services: { kserve } }: Lab, imageOf: (app: string) => string): Construct {
  const { NAME } = KservePredictor;
  const resources = containerResources(kserve.resources);
  return new KservePredictor(chart, NAME, { ...kserve, image: imageOf(NAME), resources });
}

/** The image of the model server, under a name of its own. */
function addKnative(chart: Chart, { services: { knative } }: Lab, imageOf: (app: string) => string): Construct {
  const name = 'knative';
  const resources = containerResources(knative.resources);
  return new ModelServer(chart, name, { ...knative, name, image: imageOf(appOf(name)), resources });
}

function addComparison(name: 'litserve' | 'bare'): AddService {
  return (chart, { services }, imageOf) => {
    const { port, resources } = services[name];
    return new ComparisonServer(chart, name, { name, image: imageOf(name), port, resources: containerResources(resources) });
  };
}

function addLlm(chart: Chart, { services: { llm } }: Lab): Construct {
  const startupTimeout = Duration.seconds(llm.startupSeconds);
  return new Llm(chart, Llm.NAME, { ...llm, startupTimeout, resources: containerResources(llm.resources) });
}

function addStreamlit(chart: Chart, lab: Lab, imageOf: (app: string) => string): Construct {
  const { streamlit } = lab.services;
  return new Streamlit(chart, Streamlit.NAME, {
    ...streamlit,
    image: imageOf(Streamlit.NAME),
    resources: containerResources(streamlit.resources),
    namespace: lab.namespace,
    addresses: offeredAddresses(lab),
  });
}
