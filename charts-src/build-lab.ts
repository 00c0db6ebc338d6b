import { App, Chart, Duration } from 'cdk8s';
import type { Benchmark, Environment, Lab, LoadedLab } from '../contract';
import { minorVersion } from '../scaling/hpa';
import { BenchmarkAccess } from './benchmarks/access';
import { benchmarkDeadline } from './benchmarks/deadline';
import { BenchmarkJob, benchmarkJobName } from './benchmarks/job';
import { jobInputOf } from './benchmarks/input';
import { hostOf } from './services/targets';
import { ComparisonServer } from './services/comparison-server';
import { imageFor, type Images } from './images';
import { underSetting } from './setting';
import { KservePredictor } from './kserve/predictor';
import { Llm, llmMode } from './services/llm';
import { LabNamespace } from './platform/namespace';
import { ModelServer } from './services/model-server';
import { NetworkPolicies, type Server } from './platform/network-policies';
import { containerResources, memorySize } from './quantities';
import { QueueApi } from './services/queue-api';
import { QueueWorker } from './services/queue-worker';
import { Redis } from './services/redis';
import { offeredAddresses, Streamlit } from './services/streamlit';
import { Triton } from './services/triton';

export interface LabInput extends LoadedLab {
  /** Image by app name: fastapi, queue, redis, benchmarks. Only those that the lab uses are needed. */
  readonly images: Images;
  /**
   * What benchmark results name as the place they were measured on.
   * @default 'existing', a cluster that the lab did not make
   */
  readonly engine?: Environment['engine'];
}

/**
 * Adds the charts of a lab to an app, in the order they are applied: platform, services, then the benchmarks one after
 * another. Pure: the same input gives the same charts.
 *
 * @throws UserError when an image or a service that the lab uses is missing
 */
export function buildLab(app: App, input: LabInput): void {
  const { lab, images } = input;
  const { fastapi, queue } = lab.services;
  const kubernetesMinor = minorVersion(lab.kubernetesVersion) ?? 0;
  const redisAddress = `${hostOf(Redis.NAME, lab.namespace)}:${queue.redis.port}`;
  const chart = (id: string, after: readonly Chart[]): Chart => {
    const made = new Chart(app, id, { namespace: lab.namespace, disableResourceNameHashes: true });
    made.addDependency(...after);
    return made;
  };

  const platform = chart('platform', []);
  new LabNamespace(platform, 'namespace', { name: lab.namespace, kubernetesMinor });
  new BenchmarkAccess(platform, 'benchmark-access');
  new NetworkPolicies(platform, 'network', reachable(lab));

  const services: Chart[] = [];
  if (fastapi.enabled) {
    const made = chart('fastapi', [platform]);
    underSetting(
      new ModelServer(made, 'fastapi', {
        ...fastapi,
        image: imageFor('fastapi', images),
        resources: containerResources(fastapi.resources),
        redisAddress: queue.enabled ? redisAddress : undefined,
      }),
      'services.fastapi',
    );
    services.push(made);
  }
  if (queue.enabled) {
    const made = chart('queue', [platform]);
    buildQueue(made, {
      lab,
      image: imageFor('queue', images),
      redisImage: imageFor('redis', images),
      redisAddress,
    });
    services.push(made);
  }

  services.push(...buildFurtherServers(input, (name) => chart(name, [platform])));

  let before: readonly Chart[] = services.length > 0 ? services : [platform];
  for (const [name, benchmark] of Object.entries(lab.benchmarks)) {
    const made = chart(benchmarkJobName(name), before);
    const jobInput = jobInputOf(name, benchmark, input);
    underSetting(
      new BenchmarkJob(made, 'benchmark', {
        input: jobInput,
        image: imageFor(programOf(benchmark.kind), images),
        resources: containerResources(lab.benchmarkResources),
        deadline: benchmarkDeadline(benchmark, jobInput.scenario),
        namespace: lab.namespace,
        engine: input.engine ?? 'existing',
      }),
      'benchmarks',
    );
    before = [made];
  }
}

/** App that runs a kind of benchmark: most in the common image, some beside programs of their own. */
function programOf(kind: Benchmark['kind']): string {
  if (kind === 'quantization') return 'quantization';
  return kind === 'tools' ? 'load-tools' : 'benchmarks';
}

/** One chart for each further server that the lab enables. */
function buildFurtherServers({ lab, images }: LabInput, chart: (name: string) => Chart): Chart[] {
  const { triton, kserve, litserve, bare, llm, streamlit } = lab.services;
  const charts: Chart[] = [];
  if (triton.enabled) {
    const made = chart(Triton.NAME);
    const { dynamicBatching } = triton;
    underSetting(
      new Triton(made, Triton.NAME, {
        ...triton,
        image: imageFor(Triton.NAME, images),
        resources: containerResources(triton.resources),
        maxQueueDelay: dynamicBatching.enabled ? Duration.millis(dynamicBatching.maxQueueDelayMs) : undefined,
      }),
      'services.triton',
    );
    charts.push(made);
  }
  if (kserve.enabled) {
    const made = chart(KservePredictor.NAME);
    underSetting(
      new KservePredictor(made, KservePredictor.NAME, {
        ...kserve,
        image: imageFor(KservePredictor.NAME, images),
        resources: containerResources(kserve.resources),
      }),
      'services.kserve',
    );
    charts.push(made);
  }
  for (const [name, settings] of Object.entries({ litserve, bare }).filter(([, { enabled }]) => enabled)) {
    const made = chart(name);
    const { port, resources } = settings;
    const props = { name, image: imageFor(name, images), port, resources: containerResources(resources) };
    underSetting(new ComparisonServer(made, name, props), `services.${name}`);
    charts.push(made);
  }
  if (llm.enabled) {
    const made = chart(Llm.NAME);
    underSetting(
      new Llm(made, Llm.NAME, {
        ...llm,
        startupTimeout: Duration.seconds(llm.startupSeconds),
        resources: containerResources(llm.resources),
      }),
      'services.llm',
    );
    charts.push(made);
  }
  if (streamlit.enabled) {
    const made = chart(Streamlit.NAME);
    const props = {
      ...streamlit,
      image: imageFor(Streamlit.NAME, images),
      resources: containerResources(streamlit.resources),
      namespace: lab.namespace,
      addresses: offeredAddresses(lab),
    };
    underSetting(new Streamlit(made, Streamlit.NAME, props), 'services.streamlit');
    charts.push(made);
  }
  return charts;
}

interface QueueInput {
  readonly lab: Lab;
  readonly image: string;
  readonly redisImage: string;
  readonly redisAddress: string;
}

function buildQueue(chart: Chart, { lab, image, redisImage, redisAddress }: QueueInput): void {
  const { api, worker, redis, resultTtlSeconds } = lab.services.queue;
  const resultTtl = Duration.seconds(resultTtlSeconds);
  underSetting(
    new Redis(chart, 'redis', {
      image: redisImage,
      port: redis.port,
      resources: containerResources(redis.resources),
      storage: memorySize(redis.storage),
    }),
    'services.queue.redis',
  );
  underSetting(
    new QueueApi(chart, 'api', {
      ...api,
      image,
      resources: containerResources(api.resources),
      redisUrl: `redis://${redisAddress}`,
      resultTtl,
    }),
    'services.queue.api',
  );
  underSetting(
    new QueueWorker(chart, 'worker', {
      ...worker,
      image,
      resources: containerResources(worker.resources),
      microBatch: { maxSize: worker.microBatch.maxSize, maxDelay: Duration.millis(worker.microBatch.maxDelayMs) },
      resultTtl,
      redisAddress,
    }),
    'services.queue.worker',
  );
}

/** What network policies have to let through. */
function reachable({
  services: { fastapi, queue, triton, kserve, litserve, bare, llm, streamlit },
}: Lab): ConstructorParameters<typeof NetworkPolicies>[2] {
  const isKedaScaled = [fastapi.autoscaling, queue.worker.autoscaling].some((scaling) => scaling?.keda !== undefined);
  const servers = [
    ...(triton.enabled ? [{ name: Triton.NAME, ports: [triton.port, triton.grpcPort, triton.metricsPort] }] : []),
    ...(kserve.enabled ? [kservePorts(kserve)] : []),
    ...Object.entries({ litserve, bare }).flatMap(([name, { enabled, port }]) => (enabled ? [{ name, ports: [port] }] : [])),
    ...(llm.enabled ? [llmServer(llm)] : []),
  ];
  return {
    servers,
    ...(streamlit.enabled ? { page: { port: streamlit.port } } : {}),
    ...(fastapi.enabled
      ? {
          modelServer: {
            port: fastapi.port,
            isKnative: fastapi.autoscaling?.knative !== undefined,
            logsToWandb: fastapi.wandb !== undefined,
          },
        }
      : {}),
    ...(queue.enabled
      ? {
          queue: { apiPort: queue.api.port, workerPort: queue.worker.metricsPort, redisPort: queue.redis.port, isKedaScaled },
        }
      : {}),
  };
}

/** A revision of Knative has one port. */
function kservePorts({ mode, port, grpcPort }: Lab['services']['kserve']): Server {
  const isKnative = mode === 'Knative';
  return { name: KservePredictor.NAME, ports: isKnative ? [port] : [port, grpcPort], isKnative };
}

function llmServer(llm: Lab['services']['llm']): Server {
  return {
    name: Llm.NAME,
    ports: [llm.port],
    isKnative: llmMode(llm) === 'Knative',
    scrapedFrom: llm.prometheusNamespace,
  };
}
