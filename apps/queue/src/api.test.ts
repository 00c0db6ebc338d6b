import { Readable } from 'node:stream';
import { registerApi } from './api';
import { createServer } from './http/server';
import { ClientQuotaError, QueueFullError } from './jobs/job-queue';
import { acceptedSchema, jobSchema } from './jobs/routes';
import { Draining } from './lifecycle';
import { MAX_BODY_BYTES } from './prediction';
import { FakeJobQueue } from './testing/fake-job-queue';

interface ErrorAnswer {
  error: { code: string; message: string; details: { path: string }[] };
}

function setUp() {
  const queue = new FakeJobQueue();
  const draining = new Draining();
  const server = createServer({ LOG_LEVEL: 'silent', POD_NAME: undefined });
  registerApi(server, queue, draining);
  const submit = (payload: string | Buffer | object, headers: Record<string, string> = {}) =>
    server.inject({ method: 'POST', url: '/v1/jobs', payload, headers });
  return { queue, draining, server, submit };
}

test('a submitted job is accepted with the address where it can be read', async () => {
  const { submit, server, queue } = setUp();
  const answer = await submit({ text: 'free money' });
  const body = acceptedSchema.parse(answer.json());
  expect(answer.statusCode).toBe(202);
  expect(answer.headers.location).toBe(`/v1/jobs/${body.id}`);
  expect(body.links.self).toBe(answer.headers.location);
  expect(queue.jobs.get(body.id)?.submission.texts).toEqual(['free money']);
  const job = jobSchema.parse((await server.inject(body.links.self)).json());
  expect(job).toEqual({
    id: body.id,
    status: 'waiting',
    createdAt: '2026-01-02T03:04:05.006Z',
    startedAt: null,
    finishedAt: null,
    result: null,
    error: null,
    position: null,
    estimatedWaitSeconds: null,
  });
});

test('a finished job shows its times in milliseconds and its result', async () => {
  const { submit, server, queue } = setUp();
  const { id } = acceptedSchema.parse((await submit({ texts: ['a', 'b'] })).json());
  const prediction = { label: 'ham', probability: 0.25, truncated: false };
  const result = { model: { name: 'm', variant: 'fp32', sha256: 's' }, predictions: [prediction, prediction] };
  const times = { startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 16), finishedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 56) };
  queue.change(id, { status: 'completed', result, ...times });
  const job = jobSchema.parse((await server.inject(`/v1/jobs/${id}`)).json());
  expect(job.result).toEqual(result);
  expect([job.startedAt, job.finishedAt]).toEqual(['2026-01-02T03:04:05.016Z', '2026-01-02T03:04:05.056Z']);
});

test('a failed job says why', async () => {
  const { submit, server, queue } = setUp();
  const { id } = acceptedSchema.parse((await submit({ text: 'a' })).json());
  queue.change(id, { status: 'failed', failure: { code: 'inference_failed', message: 'out of memory' } });
  const job = jobSchema.parse((await server.inject(`/v1/jobs/${id}`)).json());
  expect([job.status, job.error]).toEqual(['failed', { code: 'inference_failed', message: 'out of memory' }]);
});

test.each<[string | Buffer | object, string]>([
  ['', ''],
  ['{', ''],
  ['[]', ''],
  [{}, ''],
  [{ text: 'a', texts: ['b'] }, ''],
  [{ text: 'a', lang: 'en' }, ''],
  [{ text: 1 }, 'text'],
  [{ text: null }, 'text'],
  [{ texts: [] }, 'texts'],
  [{ texts: ['a', 5] }, 'texts.1'],
  [{ texts: Array<string>(33).fill('a') }, 'texts'],
  [{ text: 'a'.repeat(100_001) }, 'text'],
  ['{"text":"\\ud800"}', 'text'],
  [{ texts: Array<string>(6).fill('a'.repeat(90_000)) }, 'texts'],
  [Buffer.from([0x22, 0xff, 0xfe, 0x22]), ''],
])('the body %j is answered with 422 and the place that is wrong', async (payload, path) => {
  const { submit, queue } = setUp();
  const answer = await submit(payload);
  const { error } = answer.json<ErrorAnswer>();
  expect([answer.statusCode, error.code, error.details[0]?.path ?? '']).toEqual([422, 'invalid_request', path]);
  expect(queue.jobs.size).toBe(0);
});

test('a text of exactly the allowed number of characters is accepted, also when they are surrogate pairs', async () => {
  const { submit } = setUp();
  expect((await submit({ text: '🙂'.repeat(100_000) })).statusCode).toBe(202);
  expect((await submit({ text: '🙂'.repeat(100_001) })).statusCode).toBe(422);
});

test.each(['announced', 'in chunks'])('a body over the bound, %s, is answered with 413', async (how) => {
  const { server } = setUp();
  const body = Buffer.alloc(MAX_BODY_BYTES + 1, ' ');
  const payload = how === 'announced' ? body : Readable.from([body]);
  const answer = await server.inject({
    method: 'POST',
    url: '/v1/jobs',
    payload,
    headers: { 'content-type': 'application/json' },
  });
  expect([answer.statusCode, answer.json<ErrorAnswer>().error.code]).toEqual([413, 'too_large']);
});

test('the same Idempotency-Key gives the same job, but never for other texts', async () => {
  const { submit, queue } = setUp();
  const headers = { 'idempotency-key': 'order 7: ünïcode' };
  const first = await submit({ text: 'a' }, headers);
  const second = await submit({ text: 'a' }, headers);
  expect(second.json()).toEqual(first.json());
  expect(queue.jobs.size).toBe(1);
  const other = await submit({ text: 'b' }, headers);
  expect([other.statusCode, other.json<ErrorAnswer>().error.code]).toEqual([409, 'idempotency_key_reused']);
});

test.each(['unknown', '%00', 'a'.repeat(129), '..%2F..'])('the job %s is not found', async (id) => {
  const { server } = setUp();
  const answer = await server.inject(`/v1/jobs/${id}`);
  expect([answer.statusCode, answer.json<ErrorAnswer>().error.code]).toEqual([404, 'not_found']);
});

test('a waiting job says how many jobs are ahead of it and how long those take', async () => {
  const { submit, server, queue } = setUp();
  const { id } = acceptedSchema.parse((await submit({ text: 'a' })).json());
  queue.change(id, { line: { ahead: 7, waitSeconds: 3 } });
  const job = jobSchema.parse((await server.inject(`/v1/jobs/${id}`)).json());
  expect([job.position, job.estimatedWaitSeconds]).toEqual([7, 3]);
});

test('a job whose result has expired is gone, not unknown', async () => {
  const { server, queue } = setUp();
  queue.expired.add('job-1');
  for (const method of ['GET', 'DELETE'] as const) {
    const answer = await server.inject({ method, url: '/v1/jobs/job-1' });
    expect([answer.statusCode, answer.json<ErrorAnswer>().error.code]).toEqual([410, 'gone']);
  }
});

test('DELETE cancels a job and answers with it', async () => {
  const { submit, server } = setUp();
  const { id } = acceptedSchema.parse((await submit({ text: 'a' })).json());
  const answer = await server.inject({ method: 'DELETE', url: `/v1/jobs/${id}` });
  expect([answer.statusCode, jobSchema.parse(answer.json()).status]).toEqual([200, 'cancelled']);
  expect((await server.inject({ method: 'DELETE', url: '/v1/jobs/unknown' })).statusCode).toBe(404);
});

test.each<[Error, number, string, string]>([
  [new QueueFullError('memory', 17), 503, 'queue_full', '17'],
  [new ClientQuotaError(5), 429, 'too_many_jobs', '5'],
])('without room the answer says when to try again: %s', async (refusal, status, code, retryAfter) => {
  const { submit, server, queue } = setUp();
  queue.refusal = refusal;
  const answer = await submit({ text: 'a' });
  expect([answer.statusCode, answer.json<ErrorAnswer>().error.code, answer.headers['retry-after']]).toEqual([
    status,
    code,
    retryAfter,
  ]);
  expect((await server.inject('/metrics')).body).toContain(`lab_jobs_refused_total{reason="${code}"} 1`);
});

test('a wrong method is answered with the right one', async () => {
  const { server } = setUp();
  const answer = await server.inject({ method: 'PUT', url: '/v1/jobs/a' });
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, DELETE']);
});

test('while Redis is away every job request is answered with 503 and when to try again', async () => {
  const { server, submit, queue } = setUp();
  queue.away = true;
  const answers = [await submit({ text: 'a' }), await server.inject('/v1/jobs/a'), await server.inject('/v1/queue')];
  expect(answers.map(({ statusCode, headers }) => [statusCode, headers['retry-after']])).toEqual([
    [503, '1'],
    [503, '1'],
    [503, '1'],
  ]);
  expect((await server.inject('/readyz')).statusCode).toBe(503);
  expect((await server.inject('/healthz')).statusCode).toBe(200);
  queue.away = false;
  expect((await submit({ text: 'a' })).statusCode).toBe(202);
});

test('readiness ends with the signal to stop; requests are still answered', async () => {
  const { server, submit, draining } = setUp();
  expect((await server.inject('/readyz')).statusCode).toBe(200);
  draining.begin('SIGTERM');
  expect((await server.inject('/readyz')).json()).toEqual({ status: 'not ready', reason: 'stopping after SIGTERM' });
  expect((await submit({ text: 'a' })).statusCode).toBe(202);
});

test('metrics count requests by route and status, and jobs by state', async () => {
  const { server, submit } = setUp();
  await submit({ text: 'a' });
  await submit('{');
  await server.inject('/v1/jobs/unknown');
  const { body } = await server.inject('/metrics');
  expect(body).toContain('lab_request_seconds_count{route="/v1/jobs",method="POST",status="202"} 1');
  expect(body).toContain('lab_request_seconds_count{route="/v1/jobs",method="POST",status="422"} 1');
  expect(body).toContain('lab_request_seconds_count{route="/v1/jobs/:id",method="GET",status="404"} 1');
  expect(body).toContain('lab_queue_jobs{state="waiting"} 1');
  expect(body).toContain('lab_queue_oldest_seconds 7');
  expect(body).toContain('lab_queue_drain_rate 2.5');
  expect(body).toMatch(/^process_cpu_seconds_total \d/m);
  // The scrape itself is being answered.
  expect(body).toMatch(/^lab_inflight 1$/m);
});

test('the OpenAPI document describes the routes that exist and no others', async () => {
  const { server } = setUp();
  const { paths } = (await server.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { responses: object }>>;
  }>();
  expect(Object.keys(paths)).toEqual(['/v1/jobs', '/v1/jobs/{id}', '/v1/jobs/{id}/events', '/v1/queue']);
  expect(Object.keys(paths['/v1/jobs']?.post?.responses ?? {})).toEqual(['202', '409', '413', '422', '429', '503']);
  for (const [path, methods] of Object.entries(paths))
    for (const method of Object.keys(methods))
      expect(server.hasRoute({ method: method.toUpperCase(), url: path.replace('{id}', ':id') })).toBe(true);
});
