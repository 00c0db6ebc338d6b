import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, parseBody } from '../http/api-error';
import { predictRequestSchema, predictionResultSchema, textsOf } from '../prediction';
import { registerEvents, type EventsOptions } from './events';
import {
  ClientQuotaError,
  COUNTED_STATES,
  FAILURE_CODES,
  JOB_STATUSES,
  KeyReusedError,
  QueueFullError,
  QueueUnavailableError,
  type JobQueue,
  type JobView,
} from './job-queue';

const isoTime = z.iso.datetime({ precision: 3 });

export const jobSchema = z.strictObject({
  id: z.string(),
  status: z.enum(JOB_STATUSES),
  createdAt: isoTime,
  startedAt: isoTime.nullable().describe('of the latest attempt'),
  finishedAt: isoTime.nullable(),
  result: predictionResultSchema.nullable(),
  error: z.strictObject({ code: z.enum(FAILURE_CODES), message: z.string() }).nullable(),
  position: z.number().int().nonnegative().nullable().describe('while it waits: unfinished jobs that were accepted before it'),
  estimatedWaitSeconds: z.number().int().nullable().describe('while it waits: how long those take at the present rate'),
});

export const acceptedSchema = z.strictObject({
  id: z.string(),
  status: z.enum(JOB_STATUSES),
  links: z.strictObject({ self: z.string().describe('where the job is read') }),
});

export const countsSchema = z.strictObject(
  Object.fromEntries(COUNTED_STATES.map((state) => [state, z.number().int().nonnegative()])) as Record<
    (typeof COUNTED_STATES)[number],
    z.ZodNumber
  >,
);

/** Submit a job, read a job, watch a job, cancel a job, count jobs. */
export function registerJobs(server: FastifyInstance, queue: JobQueue, events?: EventsOptions): void {
  server.post('/v1/jobs', async (request, reply) => {
    const texts = textsOf(parseBody(predictRequestSchema, request.body));
    const key = request.headers['idempotency-key'];
    const submission = { texts, client: request.ip, key: key === undefined ? undefined : String(key) };
    const { id, status } = await asAnswer(queue.add(submission));
    const self = `/v1/jobs/${id}`;
    return reply.code(202).header('location', self).header('retry-after', '1').send({ id, status, links: { self } });
  });

  const read = async (id: string) => known(id, await asAnswer(queue.find(id)));
  server.get<{ Params: { id: string } }>('/v1/jobs/:id', async ({ params: { id } }) => jobBody(await read(id)));

  registerEvents(server, queue, { read, body: jobBody }, events);

  server.delete<{ Params: { id: string } }>('/v1/jobs/:id', async ({ params: { id } }) =>
    jobBody(known(id, await asAnswer(queue.cancel(id)))),
  );

  server.get('/v1/queue', async () => asAnswer(queue.counts()));
}

function known(id: string, job: JobView | 'expired' | undefined): JobView {
  if (job === undefined) throw new ApiError('not_found', `There is no job ${id}.`);
  if (job === 'expired') throw new ApiError('gone', `The job ${id} is over, and its result is not kept any more.`);
  return job;
}

function jobBody(job: JobView): z.infer<typeof jobSchema> {
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    id: job.id,
    status: job.status,
    createdAt: new Date(job.createdAtMs).toISOString(),
    startedAt: time(job.startedAtMs),
    finishedAt: time(job.finishedAtMs),
    result: job.result ?? null,
    error: job.failure ?? null,
    position: job.line?.ahead ?? null,
    estimatedWaitSeconds: job.line?.waitSeconds ?? null,
  };
}

async function asAnswer<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof QueueUnavailableError)
      throw new ApiError('queue_unavailable', `The queue cannot be reached: ${error.message}. Try again soon.`, [], 1);
    if (error instanceof QueueFullError)
      throw new ApiError('queue_full', 'The queue is full. Try again later.', [], error.retryAfterSeconds);
    if (error instanceof ClientQuotaError)
      throw new ApiError(
        'too_many_jobs',
        'You have as many unfinished jobs as one client may. Try again when some are done.',
        [],
        error.retryAfterSeconds,
      );
    if (error instanceof KeyReusedError)
      throw new ApiError('idempotency_key_reused', 'This Idempotency-Key was used before with other texts.');
    throw error;
  }
}
