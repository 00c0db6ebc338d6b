import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, parseBody } from '../http/api-error';
import { predictRequestSchema, predictionResultSchema, textsOf } from '../prediction';
import { COUNTED_STATES, IdTakenError, JOB_STATUSES, QueueUnavailableError, type JobQueue, type JobView } from './job-queue';

const ID_CHARACTERS = /^[\w-]{1,128}$/;
const isoTime = z.iso.datetime({ precision: 3 });

export const jobSchema = z.strictObject({
  id: z.string(),
  status: z.enum(JOB_STATUSES),
  createdAt: isoTime,
  startedAt: isoTime.nullable(),
  finishedAt: isoTime.nullable(),
  result: predictionResultSchema.nullable(),
  error: z.strictObject({ code: z.literal('inference_failed'), message: z.string() }).nullable(),
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

/** Submit a job, read a job, count jobs. */
export function registerJobs(server: FastifyInstance, queue: JobQueue): void {
  server.post('/v1/jobs', async (request, reply) => {
    const texts = textsOf(parseBody(predictRequestSchema, request.body));
    const job = await asAnswer(queue.add(texts, jobId(request.headers['idempotency-key'])));
    const self = `/v1/jobs/${job.id}`;
    return reply.code(202).header('location', self).send({ id: job.id, status: job.status, links: { self } });
  });

  server.get<{ Params: { id: string } }>('/v1/jobs/:id', async (request) => {
    const { id } = request.params;
    const job = ID_CHARACTERS.test(id) ? await asAnswer(queue.find(id)) : undefined;
    if (job === undefined) throw new ApiError('not_found', `There is no job ${id}; results are kept for a limited time.`);
    return jobBody(job);
  });

  server.get('/v1/queue', async () => asAnswer(queue.counts()));
}

/** The same key always names the same job. Hashed, because a key may hold any character and an id may not. */
function jobId(idempotencyKey: string | string[] | undefined): string {
  if (idempotencyKey === undefined) return randomUUID();
  return `key-${createHash('sha256').update(String(idempotencyKey)).digest('hex').slice(0, 32)}`;
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
    error: job.failure === undefined ? null : { code: 'inference_failed', message: job.failure },
  };
}

async function asAnswer<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof QueueUnavailableError)
      throw new ApiError('queue_unavailable', `The queue cannot be reached: ${error.message}. Try again soon.`, [], 1);
    if (error instanceof IdTakenError)
      throw new ApiError('idempotency_key_reused', 'This Idempotency-Key was used before with other texts.');
    throw error;
  }
}
