import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { Ingress } from './ingress';
import { KubernetesApi } from './kubernetes/api';
import type { KIngress } from './kubernetes/objects';
import { adminServer, listen, proxyServer } from './servers';
import { CLASS, FakeCluster, ingressFor, service, slice, splitTo } from './testing/cluster';

const PRIVATE = 'internal.knative-serving.svc.cluster.local';
let cluster: FakeCluster;
let ingress: Ingress;
let port: number;
let running: Promise<void>;
let randoms: number[];
const servers: Server[] = [];
const agent = new Agent({ keepAlive: true });

beforeEach(async () => {
  cluster = new FakeCluster();
  randoms = [];
  const watching = ['ingresses', 'services', 'slices'].map((name) => once(cluster.events, `watch ${name}`));
  ingress = new Ingress({
    api: new KubernetesApi({ url: await cluster.start(), authority: undefined, token: () => 'token' }),
    ingressClass: CLASS,
    domains: { public: 'ingress.knative-serving.svc.cluster.local', private: PRIVATE },
    agent,
    random: () => randoms.shift() ?? 0,
    now: () => new Date(0),
    log: () => undefined,
    limits: { attempts: 5, pauseMs: 1 },
    apiPauseMs: 1,
  });
  running = ingress.run();
  port = await serving(proxyServer(ingress, 'private', () => undefined));
  await Promise.all(watching);
});

afterEach(async () => {
  ingress.close();
  await running;
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await cluster.stop();
});
afterAll(() => agent.destroy());

async function serving(server: Server): Promise<number> {
  servers.push(server);
  return listen(server, '127.0.0.1', 0);
}

/** A pod, with its Service and its address in the cluster. */
async function pod(name: string, handle: RequestListener): Promise<void> {
  const upstream = await serving(createServer(handle));
  cluster.put('services', service(name));
  cluster.put('slices', slice(name, upstream));
}

const says =
  (text: string): RequestListener =>
  (_request, response) =>
    void response.end(text);

/** Puts a KIngress into the cluster and waits until it is marked ready. */
async function served(object: KIngress): Promise<void> {
  const marked = once(cluster.events, 'patch');
  cluster.put('ingresses', object);
  await marked;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

function ask(host: string, { body = '', headers = {}, at = port } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port: at, host: '127.0.0.1', path: '/v1/predict', headers: { host, ...headers }, agent: false as const };
    const request = httpRequest({ ...options, method: body === '' ? 'GET' : 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return free;
}

test('a KIngress is marked ready with the address that Knative points its Service to', async () => {
  await pod('web-00001', says('hello'));
  await served(ingressFor('web', 'web.lab.svc.cluster.local', [splitTo('web-00001')]));
  expect(cluster.patches[0]!.body).toMatchObject({
    status: { observedGeneration: 1, privateLoadBalancer: { ingress: [{ domainInternal: PRIVATE }] } },
  });
  expect(await ask('web.lab.svc.cluster.local')).toMatchObject({ status: 200, text: 'hello' });
});

test('a request reaches its target whole, with the headers that the route appends', async () => {
  await pod('web-00001', (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.writeHead(201, { 'x-pod': 'one' });
      response.end(JSON.stringify({ method: request.method, url: request.url, body, headers: request.headers }));
    });
  });
  await served(ingressFor('web', 'web.lab', [splitTo('web-00001', 100, { 'Knative-Serving-Revision': 'web-00001' })]));
  const { status, text, headers } = await ask('web.lab', { body: '{"text": "hi"}', headers: { 'x-mine': '1' } });
  expect(status).toBe(201);
  expect(headers['x-pod']).toBe('one');
  expect(JSON.parse(text)).toMatchObject({
    method: 'POST',
    url: '/v1/predict',
    body: '{"text": "hi"}',
    headers: { host: 'web.lab', 'x-mine': '1', 'knative-serving-revision': 'web-00001' },
  });
});

test('traffic is split by percentage', async () => {
  await pod('old', says('old'));
  await pod('new', says('new'));
  await served(ingressFor('web', 'web.lab', [splitTo('old', 80), splitTo('new', 20)]));
  const answers: string[] = [];
  for (const random of [0.1, 0.79, 0.81]) {
    // The second draw breaks a tie between addresses.
    randoms = [random, 0];
    answers.push((await ask('web.lab')).text);
  }
  expect(answers).toEqual(['old', 'old', 'new']);
});

test('an unreachable target is skipped for any kind of request', async () => {
  await pod('web', says('there'));
  const live = slice('web', (servers.at(-1)!.address() as { port: number }).port);
  const dead = { ...slice('web', await closedPort()), metadata: { ...live.metadata, name: 'web-dead' } };
  cluster.put('slices', dead);
  await served(ingressFor('web', 'web.lab', [splitTo('web')]));
  // Both orders of the two addresses.
  randoms = [0, 0.9, 0.1];
  const first = await ask('web.lab', { body: 'one' });
  randoms = [0, 0.1, 0.9];
  const second = await ask('web.lab', { body: 'two' });
  expect([first.text, second.text]).toEqual(['there', 'there']);
});

test('a request that a target has seen is not sent again', async () => {
  let seen = 0;
  await pod('web', (request) => {
    seen++;
    request.socket.destroy();
  });
  await served(ingressFor('web', 'web.lab', [splitTo('web')]));
  expect((await ask('web.lab', { body: 'once' })).status).toBe(502);
  expect(seen).toBe(1);
});

test('when an answer breaks off, it also breaks off for the client', async () => {
  await pod('web', (_request, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half', () => response.destroy());
  });
  await served(ingressFor('web', 'web.lab', [splitTo('web')]));
  await expect(ask('web.lab')).rejects.toThrow('aborted');
});

test('without an address a request waits a little and is then refused', async () => {
  cluster.put('services', service('web'));
  await served(ingressFor('web', 'web.lab', [splitTo('web')]));
  expect(await ask('web.lab')).toMatchObject({ status: 503, text: 'knative-ingress: no address is ready\n' });
});

test('an unknown host is not found, nor is a cluster-local one from outside', async () => {
  await pod('web', says('inside'));
  await served(ingressFor('web', 'web.lab', [splitTo('web')]));
  const outside = await serving(proxyServer(ingress, 'public', () => undefined));
  expect((await ask('other.lab')).status).toBe(404);
  expect((await ask('web.lab', { at: outside })).status).toBe(404);
});

test('a KIngress that was deleted is served no longer', async () => {
  await pod('web', says('hello'));
  await served(ingressFor('web', 'web.lab', [splitTo('web')]));
  cluster.delete('ingresses', 'web');
  // The next one is served after the deletion was read.
  await served(ingressFor('next', 'next.lab', [splitTo('web')]));
  expect((await ask('web.lab')).status).toBe(404);
  expect((await ask('next.lab')).text).toBe('hello');
});

test('it is ready once everything was read', async () => {
  const admin = await serving(adminServer(() => ingress.isSynced));
  const stopping = await serving(adminServer(() => false));
  const statusOf = async (at: number, path: string) => (await fetch(`http://127.0.0.1:${at}${path}`)).status;
  expect([await statusOf(admin, '/readyz'), await statusOf(admin, '/healthz'), await statusOf(admin, '/')]).toEqual([
    200, 200, 404,
  ]);
  expect([await statusOf(stopping, '/readyz'), await statusOf(stopping, '/healthz')]).toEqual([503, 200]);
});
