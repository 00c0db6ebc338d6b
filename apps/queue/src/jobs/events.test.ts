import type { AddressInfo } from 'node:net';
import { createServer } from '../http/server';
import { eventually } from '../testing/eventually';
import { FakeJobQueue } from '../testing/fake-job-queue';
import type { EventsOptions } from './events';
import type { JobView } from './job-queue';
import { registerJobs } from './routes';

async function setUp(options: Partial<EventsOptions> = {}) {
  const queue = new FakeJobQueue();
  const server = createServer({ LOG_LEVEL: 'silent', POD_NAME: undefined });
  registerJobs(server, queue, { pollMs: 1, maxStreams: 2, ...options });
  const job: JobView = await queue.add({ texts: ['a'], client: 'one', key: undefined });
  const watch = () => server.inject(`/v1/jobs/${job.id}/events`);
  return { queue, server, job, watch };
}

test('a client that watches gets every change, and the stream ends with the job', async () => {
  const { queue, job, watch } = await setUp();
  const seen = jest.spyOn(queue, 'find');
  for (const status of ['waiting', 'waiting', 'active', 'completed'] as const) seen.mockResolvedValueOnce({ ...job, status });
  const { headers, body } = await watch();
  expect(headers['content-type']).toContain('text/event-stream');
  expect(body.split('\n\n').map((event) => event.split('\n')[0])).toEqual([
    'event: waiting',
    ':',
    'event: active',
    'event: completed',
    '',
  ]);
});

test('while Redis is away the stream goes on', async () => {
  const { queue, job, watch } = await setUp();
  jest
    .spyOn(queue, 'find')
    .mockResolvedValueOnce(job)
    .mockRejectedValueOnce(new Error('away'))
    .mockResolvedValueOnce({ ...job, status: 'cancelled' });
  expect((await watch()).body).toContain('event: cancelled');
});

test('an unknown job gets an answer, not a stream', async () => {
  const { server } = await setUp();
  expect((await server.inject('/v1/jobs/unknown/events')).statusCode).toBe(404);
});

test('the number of streams is bounded, without those of clients that went away, and closing the server ends them', async () => {
  const { server, job } = await setUp();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/jobs/${job.id}/events`;
  const gone = new AbortController();
  const [first, second] = await Promise.all([fetch(url, { signal: gone.signal }), fetch(url)]);
  expect(first.status).toBe(200);
  expect((await fetch(url)).status).toBe(503);
  gone.abort();
  const next = await eventually(async () => {
    const answer = await fetch(url);
    return answer.status === 503 ? undefined : answer;
  });
  expect(next.status).toBe(200);
  const closing = server.close();
  await expect(second.text()).rejects.toThrow('terminated');
  // Ignore connections that `fetch` opened and sent nothing on.
  server.server.closeAllConnections();
  await closing;
});
