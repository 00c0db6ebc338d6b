import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { COUNTED_STATES, type JobQueue } from './jobs/job-queue';
import type { ModelIdentity } from './prediction';

/** Upper bounds in seconds: a prediction takes milliseconds, a job that waits in a long queue minutes. */
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const JOB_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** A registry with CPU seconds, resident memory and event loop delay of this process. */
function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

export class ApiMetrics {
  public readonly registry = processRegistry();

  public readonly requestSeconds = new Histogram({
    name: 'lab_request_seconds',
    help: 'Time to answer a request, seconds',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: REQUEST_SECONDS,
    registers: [this.registry],
  });

  public readonly inflight = new Gauge({
    name: 'lab_inflight',
    help: 'Requests being answered',
    registers: [this.registry],
  });

  public readonly refused = new Counter({
    name: 'lab_jobs_refused_total',
    help: 'Submissions that were not accepted, by the code of the answer',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  public constructor(queue: Pick<JobQueue, 'counts' | 'flow' | 'fill'>) {
    new Gauge({
      name: 'lab_store_used_bytes',
      help: 'Memory that Redis uses',
      registers: [this.registry],
      collect() {
        this.set(queue.fill()?.usedBytes ?? Number.NaN);
      },
    });
    new Gauge({
      name: 'lab_store_max_bytes',
      help: 'Memory that Redis may use; infinite without a bound',
      registers: [this.registry],
      collect() {
        const fill = queue.fill();
        this.set(fill === undefined ? Number.NaN : (fill.maxBytes ?? Number.POSITIVE_INFINITY));
      },
    });
    new Gauge({
      name: 'lab_queue_drain_rate',
      help: 'Jobs that ended lately, a second; NaN while Redis is away',
      registers: [this.registry],
      async collect() {
        this.set((await queue.flow().catch(() => undefined))?.drainPerSecond ?? Number.NaN);
      },
    });
    new Gauge({
      name: 'lab_queue_oldest_seconds',
      help: 'Age of the oldest unfinished job; NaN while Redis is away',
      registers: [this.registry],
      async collect() {
        this.set((await queue.flow().catch(() => undefined))?.oldestSeconds ?? Number.NaN);
      },
    });
    new Gauge({
      name: 'lab_queue_jobs',
      help: 'Jobs by state, ended ones since the store began; absent while Redis is away',
      labelNames: ['state'] as const,
      registers: [this.registry],
      async collect() {
        this.reset();
        const counts = await queue.counts().catch(() => undefined);
        if (counts === undefined) return;
        for (const state of COUNTED_STATES) this.set({ state }, counts[state]);
      },
    });
  }
}

export class WorkerMetrics {
  public readonly registry = processRegistry();

  public readonly waitSeconds = new Histogram({
    name: 'lab_job_wait_seconds',
    help: 'From submit until a worker took the job, seconds',
    buckets: JOB_SECONDS,
    registers: [this.registry],
  });

  public readonly totalSeconds = new Histogram({
    name: 'lab_job_total_seconds',
    help: 'From submit until the result was written, seconds',
    buckets: JOB_SECONDS,
    registers: [this.registry],
  });

  public readonly jobs = new Counter({
    name: 'lab_jobs_total',
    help: 'Attempts of this worker by outcome: completed, failed, dead, retried, superseded (another attempt or a cancel was first)',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  public readonly inflight = new Gauge({
    name: 'lab_inflight',
    help: 'Jobs being worked on',
    registers: [this.registry],
  });

  public readonly stalled = new Counter({
    name: 'lab_jobs_stalled_total',
    help: 'Jobs of other workers that this one found without a lock and put back in line',
    registers: [this.registry],
  });

  public readonly lockRenewFailures = new Counter({
    name: 'lab_lock_renew_failures_total',
    help: 'Locks that could not be renewed',
    registers: [this.registry],
  });

  public readonly batchSize = new Histogram({
    name: 'lab_batch_size',
    help: 'Texts per inference call',
    buckets: [1, 2, 4, 8, 16, 32],
    registers: [this.registry],
  });

  public readonly inferenceSeconds = new Histogram({
    name: 'lab_inference_seconds',
    help: 'Time of one inference call, tokenization included, seconds',
    buckets: REQUEST_SECONDS,
    registers: [this.registry],
  });

  public constructor(model: ModelIdentity) {
    new Gauge({
      name: 'lab_model_info',
      help: 'The model that answers; the value is always 1',
      labelNames: ['name', 'variant', 'sha256'] as const,
      registers: [this.registry],
    }).set({ ...model }, 1);
  }
}
