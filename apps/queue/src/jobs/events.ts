import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../http/api-error';
import type { JobQueue, JobView } from './job-queue';

export interface EventsOptions {
  /** Interval between reads of a job. */
  readonly pollMs: number;
  /** Streams that may be open at once. */
  readonly maxStreams: number;
}

const OPTIONS: EventsOptions = { pollMs: 500, maxStreams: 1000 };
const BUSY_RETRY_SECONDS = 5;

/** Reads a job or throws the answer that says why not; converts a job for clients. */
export interface JobReading {
  readonly read: (id: string) => Promise<JobView>;
  readonly body: (job: JobView) => object;
}

/** Server-sent events: one for every change of a job that is seen, until it ends. */
export function registerEvents(server: FastifyInstance, queue: JobQueue, reading: JobReading, options = OPTIONS): void {
  const open = new Set<ServerResponse>();
  // A closing server waits neither for jobs to end nor for clients to read.
  server.addHook('preClose', (done) => {
    for (const response of open) response.destroy();
    done();
  });
  server.get<{ Params: { id: string } }>('/v1/jobs/:id/events', async ({ params: { id } }, reply) => {
    const job = await reading.read(id);
    if (open.size >= options.maxStreams)
      throw new ApiError('overloaded', 'Too many clients watch their jobs now. Ask for the job instead.', [], BUSY_RETRY_SECONDS);
    const gone = new AbortController();
    open.add(reply.raw);
    reply.raw.once('close', () => {
      open.delete(reply.raw);
      gone.abort();
    });
    const events = changes(queue, job, reading.body, options.pollMs, gone.signal);
    return reply.type('text/event-stream').header('cache-control', 'no-store').send(Readable.from(events));
  });
}

async function* changes(
  queue: JobQueue,
  first: JobView,
  body: JobReading['body'],
  pollMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let sent = '';
  for (let job = first; ;) {
    const data = JSON.stringify(body(job));
    // Without changes, send a comment so that the connection does not look dead.
    yield data === sent ? ':\n\n' : `event: ${job.status}\ndata: ${data}\n\n`;
    sent = data;
    if (job.status !== 'waiting' && job.status !== 'active') return;
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    // While Redis is away the job counts as unchanged.
    const seen = await queue.find(job.id).catch(() => job);
    if (typeof seen !== 'object') return;
    job = seen;
  }
}
