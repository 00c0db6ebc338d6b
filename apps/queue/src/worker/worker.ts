import type { WorkerConfig } from '../config';
import { registerHealth } from '../http/health';
import { close, createServer, listen } from '../http/server';
import { JobStore } from '../jobs/job-store';
import { logConnectionChanges, patientConnection } from '../jobs/redis-connection';
import { RETRY_POLICY } from '../jobs/retry-policy';
import { Draining, bounded, stopSignal } from '../lifecycle';
import { WorkerMetrics } from '../metrics';
import { identityOf, openArtifact } from '../model/artifact';
import type { ModelIdentity, Prediction } from '../prediction';
import { startConsumer } from './consumer';
import { startInference, type Inference } from './inference';
import { jobProcessor } from './job-processor';
import { MicroBatcher, processClock } from './micro-batcher';
import { standIn, STAND_IN } from './stand-in';

/** A little less than the 60 s that the pod is given; another worker takes over jobs not finished by then. */
const FINISH_WITHIN_MS = 50_000;

/** Works until a signal to stop; resolves to the exit code. */
export async function runWorker(config: WorkerConfig): Promise<number> {
  const { identity: model, start } = await chosenModel(config);
  const server = createServer(config);
  const metrics = new WorkerMetrics(model);
  const draining = new Draining();
  const redis = patientConnection(config);
  logConnectionChanges(redis, server.log);
  let loaded = false;
  const notReady = () => {
    if (!loaded) return 'the model is being loaded';
    return draining.reason() ?? (redis.status === 'ready' ? undefined : 'Redis is not connected');
  };
  registerHealth(server, notReady, metrics.registry);
  const stopped = stopSignal();
  try {
    await listen(server, config.HOST, config.METRICS_PORT);
    const inference = await start();
    loaded = true;
    const batcher = createBatcher(config, inference, metrics);
    const { maxAttempts } = RETRY_POLICY;
    const consumer = startConsumer({
      redis,
      concurrency: config.WORKER_CONCURRENCY,
      process: jobProcessor({ store: new JobStore(redis), batcher, model, maxAttempts, metrics }),
      metrics,
    });
    server.log.info(
      { model, threads: config.ORT_INTRA_OP_NUM_THREADS, concurrency: config.WORKER_CONCURRENCY },
      'worker started',
    );
    const died = await Promise.race([stopped, inference.died]);
    if (died instanceof Error) {
      server.log.error({ reason: died.message }, 'the worker cannot go on');
      return 1;
    }
    draining.begin(died);
    server.log.info({ signal: died }, 'finishing the jobs at hand');
    const connected = redis.status === 'ready';
    await bounded(consumer.close(!connected), FINISH_WITHIN_MS, 'finishing the jobs at hand');
    await inference.close();
    return 0;
  } finally {
    redis.disconnect();
    await close(server);
  }
}

interface ChosenModel {
  readonly identity: ModelIdentity;
  readonly start: () => Promise<Inference>;
}

async function chosenModel(config: WorkerConfig): Promise<ChosenModel> {
  const { STAND_IN_CALL_MS: callMs, STAND_IN_LEDGER: ledger } = config;
  if (callMs !== undefined) return { identity: STAND_IN, start: () => Promise.resolve(standIn(callMs, ledger)) };
  const artifact = await openArtifact(config.MODEL_DIR);
  const start = () => startInference({ artifact, threads: config.ORT_INTRA_OP_NUM_THREADS });
  return { identity: identityOf(artifact), start };
}

function createBatcher(config: WorkerConfig, inference: Inference, metrics: WorkerMetrics): MicroBatcher<string, Prediction> {
  return new MicroBatcher({
    maxSize: config.MICRO_BATCH_MAX_SIZE,
    maxDelayMs: config.MICRO_BATCH_MAX_DELAY_MS,
    parallelCalls: 1,
    clock: processClock,
    call: async (texts) => {
      metrics.batchSize.observe(texts.length);
      const stop = metrics.inferenceSeconds.startTimer();
      try {
        return await inference.run(texts);
      } finally {
        stop();
      }
    },
  });
}
