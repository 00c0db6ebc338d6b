import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../testing/fake-clock';
import type { Resource } from './resource';
import { ApiServer } from './server';

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };
}

const clock = new FakeClock();
let pods: ReturnType<typeof pod>[] = [];
let api: ApiServer;

const pod = (name: string, phase = 'Running', namespace = 'shop') => ({
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name, namespace, labels: { app: name.split('-')[0] ?? '' } },
  status: { phase, containerStatuses: [{ ready: phase === 'Running', restartCount: 3 }] },
});

function resource(apiVersion: string, plural: string, kind: string, list: Resource['list']): Resource {
  return { apiVersion, plural, kind, list };
}

const inNamespace = (namespace: string | undefined): typeof pods =>
  pods.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);

const resources: Resource[] = [
  resource('v1', 'pods', 'Pod', inNamespace),
  resource('v1', 'configmaps', 'ConfigMap', () => []),
  resource('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', () => []),
  resource('metrics.k8s.io/v1beta1', 'pods', 'PodMetrics', (namespace) =>
    inNamespace(namespace).map(({ metadata }) => ({
      ...{ apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', metadata, timestamp: '2026-01-01T00:00:00Z', window: '15s' },
      containers: [{ name: 'main', usage: { cpu: '250000000n', memory: '2048Ki' } }],
    })),
  ),
];

beforeEach(async () => {
  pods = [pod('web-1'), pod('queue-1', 'Pending'), pod('web-2', 'Running', 'other')];
  api = await ApiServer.start({
    ...{ host: '127.0.0.1', resources, clock, changes: { token: 'x', actions: {} } },
    podLog: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
});

afterEach(() => api.close());

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

async function get(path: string, accept = 'application/json'): Promise<{ readonly status: number; readonly body: never }> {
  const answer = await fetch(`${api.url}${path}`, { headers: { accept } });
  return { status: answer.status, body: (await answer.json()) as never };
}

test('discovery names every group and resource, with the short names of kubectl, and what may be done: read', async () => {
  expect((await get('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
  const { groups } = (await get('/apis')).body as { readonly groups: readonly { readonly name: string }[] };
  expect(groups.map(({ name }) => name)).toEqual(['autoscaling', 'metrics.k8s.io']);
  expect((await get('/apis/autoscaling/v2')).body).toEqual({
    ...{ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'autoscaling/v2' },
    resources: [
      {
        ...{ name: 'horizontalpodautoscalers', singularName: 'horizontalpodautoscaler', kind: 'HorizontalPodAutoscaler' },
        ...{ namespaced: true, verbs: ['get', 'list', 'watch'], shortNames: ['hpa'], categories: ['all'] },
      },
    ],
  });
  expect((await get('/api/v1')).body).toMatchObject({
    resources: [
      { name: 'pods', shortNames: ['po'] },
      { name: 'configmaps', shortNames: ['cm'] },
    ],
  });
  expect((await get('/apis/unknown/v1')).status).toBe(404);
});

test('a client that wants columns gets those of kubectl, with the objects that it asked for', async () => {
  const { body } = await get('/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb&includeObject=Metadata', TABLE);
  expect(body).toMatchObject({
    kind: 'Table',
    rows: [{ cells: ['web-1', '1/1', 'Running', '3', expect.any(String), '<none>', '<none>'] }],
  });
  const { columnDefinitions, rows } = body as {
    readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
    readonly rows: readonly { readonly object: object }[];
  };
  expect(columnDefinitions.map(({ name, priority }) => `${name} ${priority}`)).toEqual([
    'Name 0',
    'READY 0',
    'STATUS 0',
    'RESTARTS 0',
    'AGE 0',
    'IP 1',
    'NODE 1',
  ]);
  expect(rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'web-1' } });
  expect((await get('/api/v1/configmaps', TABLE)).body).toMatchObject({
    columnDefinitions: [{ name: 'Name' }, { name: 'DATA' }, { name: 'AGE' }],
    rows: [],
  });
});

/** Lines of a watch, one at a time. */
async function* watched(path: string): AsyncGenerator<{ readonly type: string; readonly object: Named }> {
  const stream = (await fetch(`${api.url}${path}`)).body as unknown as AsyncIterable<Uint8Array>;
  let text = '';
  for await (const part of stream) {
    text += Buffer.from(part).toString('utf8');
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as never;
  }
}

const told = ({ value }: IteratorResult<{ readonly type: string; readonly object: Named }, unknown>): string => {
  const { type, object } = value as { readonly type: string; readonly object: Named };
  return `${type} ${object.metadata.name}`;
};

test('a watch tells what was added, changed and removed since the list, of the selected objects only', async () => {
  const { metadata } = (await get('/api/v1/pods')).body as { readonly metadata: { readonly resourceVersion: string } };
  pods = [pod('web-1', 'Failed'), pod('web-3'), pod('cart-1')];
  const changes = watched(
    `/api/v1/pods?watch=true&resourceVersion=${metadata.resourceVersion}&labelSelector=app%3Dweb&timeoutSeconds=60`,
  );
  expect([told(await changes.next()), told(await changes.next()), told(await changes.next())]).toEqual([
    'MODIFIED web-1',
    'ADDED web-3',
    'DELETED web-2',
  ]);
  pods = [pod('web-1', 'Failed')];
  await clock.advance(500);
  expect(told(await changes.next())).toBe('DELETED web-3');
  await clock.advance(60_000);
  expect(await changes.next()).toEqual({ value: undefined, done: true });
});

test('without a version a watch begins with what there is', async () => {
  const changes = watched('/api/v1/namespaces/shop/pods?watch=1&timeoutSeconds=0');
  expect([told(await changes.next()), told(await changes.next())]).toEqual(['ADDED web-1', 'ADDED queue-1']);
  expect((await changes.next()).done).toBe(true);
});

test.each([
  ['a version that is too old', '/api/v1/pods?watch=1&resourceVersion=1', 410, 'Expired'],
  ['a watch in place of the list', '/api/v1/pods?watch=1&sendInitialEvents=true', 422, 'Invalid'],
  ['labels that cannot be read', '/api/v1/pods?labelSelector=%28', 400, 'BadRequest'],
])('%s: %s', async (_, path, code, reason) => {
  expect((await get(path)).body).toMatchObject({ kind: 'Status', code, reason });
});

test('a change is refused with the reason', async () => {
  const answer = await fetch(`${api.url}/api/v1/namespaces/shop/pods/web-1`, { method: 'DELETE' });
  expect(answer.status).toBe(405);
  expect(await answer.json()).toMatchObject({ message: 'the local API is read-only; change lab.yaml, then ./lab apply' });
});

describe('kubectl', () => {
  const isThere = spawnSync('kubectl', ['version', '--client']).status === 0;
  const because = isThere ? '' : ' (skipped: kubectl is not installed)';
  const withKubectl = isThere ? test : test.skip;
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lab-kubectl-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** In another process, so that this one answers. */
  async function kubectl(...words: readonly string[]): Promise<string> {
    const { execFile } = await import('node:child_process');
    const config = join(folder, 'config');
    const cluster = { name: 'lab', cluster: { server: api.url } };
    const context = { name: 'lab', context: { cluster: 'lab', user: 'lab', namespace: 'shop' } };
    const users = [{ name: 'lab', user: {} }];
    writeFileSync(
      config,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'lab',
        clusters: [cluster],
        contexts: [context],
        users,
      }),
    );
    return new Promise((resolve) => {
      const env = { ...process.env, KUBECONFIG: config, HOME: folder };
      execFile('kubectl', words, { env }, (_, stdout, stderr) => resolve(`${stdout}${stderr}`.replace(/ +/g, ' ').trim()));
    });
  }

  withKubectl(`gets, describes, tops, and may not delete${because}`, async () => {
    expect((await kubectl('get', 'po')).split('\n').map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'NAME READY STATUS RESTARTS',
      'web-1 1/1 Running 3',
      'queue-1 0/1 Pending 3',
    ]);
    expect(await kubectl('get', 'pods', '--all-namespaces', '-o', 'name')).toBe('pod/web-1\npod/queue-1\npod/web-2');
    expect(await kubectl('get', 'hpa')).toBe('No resources found in shop namespace.');
    expect(await kubectl('top', 'pods')).toBe('NAME CPU(cores) MEMORY(bytes) \nqueue-1 250m 2Mi \nweb-1 250m 2Mi');
    expect(await kubectl('delete', 'pod', 'web-1')).toContain('the local API is read-only');
  });
});
