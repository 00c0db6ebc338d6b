/**
 * `main.js api` serves the HTTP interface; `main.js worker` takes jobs and predicts.
 *
 * - `jobs/`: `routes` and `events` are the HTTP interface over `job-queue`; `bull-job-queue` is that queue, with `job-store` and its
 *   `job-scripts` for the records in Redis
 * - `http/`: the server without routes (JSON, bounds, errors, health); `model/`: artifact check, text rule, tokenization, session
 * - `worker/`: `consumer` takes jobs, `turns` lets them begin, `job-processor` runs one; `micro-batcher` collects texts for `inference`,
 *   a thread with the model or the `stand-in`
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ExitCode } from '../../../contract/exit-codes';
import { UserError, UserErrors } from '../../../contract/user-error';
import { registerApi } from './api';
import { apiConfigSchema, readConfig, workerConfigSchema, type ApiConfig } from './config';
import { close, createServer, listen } from './http/server';
import { BullJobQueue } from './jobs/bull-job-queue';
import { impatientConnection, logConnectionChanges } from './jobs/redis-connection';
import { Draining, stopSignal } from './lifecycle';
import { runWorker } from './worker/worker';

async function runApi(config: ApiConfig): Promise<number> {
  const server = createServer(config);
  const redis = impatientConnection(config);
  logConnectionChanges(redis, server.log);
  const queue = new BullJobQueue({
    redis,
    resultTtlSeconds: config.RESULT_TTL_SECONDS,
    bounds: {
      maxJobs: config.MAX_OPEN_JOBS,
      maxBytes: config.MAX_OPEN_BYTES,
      clientShare: config.CLIENT_SHARE,
      memoryShare: config.ADMIT_UNTIL,
    },
  });
  const draining = new Draining();
  registerApi(server, queue, draining);
  const stopped = stopSignal();
  try {
    await listen(server, config.HOST, config.PORT);
    const signal = await stopped;
    draining.begin(signal);
    server.log.info({ signal }, 'stopping');
    // Clients that do not know yet that this pod is going away still get an answer.
    if (signal === 'SIGTERM') await delay(config.DRAIN_SECONDS * 1000);
    return ExitCode.ok;
  } finally {
    await close(server);
    await queue.close();
  }
}

async function run(role: string | undefined): Promise<number> {
  if (role === 'api') return runApi(readConfig(apiConfigSchema, process.env));
  if (role === 'worker') return runWorker(readConfig(workerConfigSchema, process.env));
  console.error(`queue: ${role === undefined ? 'say which part to run' : `there is no part "${role}"`}: api or worker.`);
  return ExitCode.usage;
}

/** One line per mistake. */
function explain(error: UserError): string[] {
  const each = error instanceof UserErrors ? error.errors : [error];
  return each.map(({ parts }) => [`${parts.where}:`, parts.problem, ...(parts.fix === undefined ? [] : [parts.fix])].join(' '));
}

run(process.argv[2]).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof UserError) {
      for (const line of explain(error)) console.error(line);
      process.exit(error.exitCode);
    }
    console.error(error);
    process.exit(ExitCode.failure);
  },
);
