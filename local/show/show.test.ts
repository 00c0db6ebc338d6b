import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { age } from './age';
import { hpaTargets } from './hpa-targets';
import { shownKind } from './kinds';
import { nameOf } from './fields';
import { objectsOf } from './objects';
import { podStatus } from './pod-status';
import { eventRow, rowsOf } from './rows';
import { Changes } from './follow';

const NOW_MS = Date.parse('2026-01-02T03:04:05Z');

// apimachinery v0.34, pkg/util/duration/duration_test.go, TestHumanDurationBoundaries.
test.each([
  [-2, '<invalid>'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [121, '2m1s'],
  [599, '9m59s'],
  [600, '10m'],
  [10_799, '179m'],
  [10_800, '3h'],
  [10_860, '3h1m'],
  [28_799, '7h59m'],
  [28_800, '8h'],
  [172_799, '47h'],
  [172_800, '2d'],
  [176_400, '2d1h'],
  [691_199, '7d23h'],
  [691_200, '8d'],
  [63_071_999, '729d'],
  [63_072_000, '2y'],
  [63_158_400, '2y1d'],
])('an age of %s seconds is written %s', (seconds, text) => {
  expect(age(NOW_MS - seconds * 1000, NOW_MS)).toBe(text);
});

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 65 } } };
const backlog = {
  type: 'External',
  external: { metric: { name: 's0-redis' }, target: { type: 'AverageValue', averageValue: '16' } },
};

test('an HPA is one line of kubectl: reference, targets, bounds, replicas, age', () => {
  const hpa = {
    metadata: { name: 'fastapi', creationTimestamp: '2026-01-02T03:00:00Z' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'fastapi' }, maxReplicas: 4, metrics: [cpu] },
    status: {
      currentReplicas: 2,
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 81 } } }],
    },
  };
  expect(rowsOf(shownKind('hpa'), [hpa], 'normal', NOW_MS)).toEqual({
    head: ['NAME', 'REFERENCE', 'TARGETS', 'MINPODS', 'MAXPODS', 'REPLICAS', 'AGE'],
    rows: [['fastapi', 'Deployment/fastapi', 'cpu: 81%/65%', '1', '4', '2', '4m5s']],
  });
});

test('a metric that could not be read is unknown, and more than two are counted', () => {
  expect(hpaTargets({ spec: { metrics: [cpu, backlog, cpu, cpu] }, status: { currentMetrics: [{ type: '' }] } })).toBe(
    'cpu: <unknown>/65%, <unknown>/16 (avg) + 2 more...',
  );
});

test('a pod that crashes, that leaves, and that is not ready yet say so', () => {
  const status = (containers: object, phase = 'Running'): object => ({ phase, containerStatuses: [containers] });
  expect(podStatus({ status: status({ state: { waiting: { reason: 'CrashLoopBackOff' } } }) })).toBe('CrashLoopBackOff');
  expect(podStatus({ metadata: { deletionTimestamp: 'now' }, status: status({}) })).toBe('Terminating');
  expect(podStatus({ status: status({ ready: false, state: { running: {} } }) })).toBe('Running');
  expect(podStatus({ status: status({ state: { terminated: { reason: 'Completed' } } }, 'Succeeded') })).toBe('Completed');
});

test('-o wide adds the columns that kubectl adds', () => {
  const heads = rowsOf(shownKind('pod'), [], 'wide', NOW_MS).head;
  expect(heads).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE']);
});

test('an event is shown as kubectl shows it', () => {
  const event = {
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: 'New size: 2; reason: cpu above target',
    involvedObject: { kind: 'HorizontalPodAutoscaler', name: 'fastapi' },
    lastTimestamp: '2026-01-02T03:03:55Z',
  };
  expect(eventRow(event, NOW_MS)).toEqual([
    '10s',
    'Normal',
    'SuccessfulRescale',
    'horizontalpodautoscaler/fastapi',
    'New size: 2; reason: cpu above target',
  ]);
});

test('Services, ConfigMaps, Namespaces, Jobs and events have the columns of kubectl', () => {
  const metadata = { name: 'web', creationTimestamp: '2026-01-02T03:03:55Z' };
  const row = (word: string, object: object): string =>
    rowsOf(shownKind(word), [{ metadata, ...object }], 'wide', NOW_MS)
      .rows.map((cells) => cells.join(' | '))
      .join();
  const ports = [{ port: 80 }, { port: 53, nodePort: 30053, protocol: 'UDP' }];
  expect(row('svc', { spec: { selector: { app: 'web' }, ports } })).toBe(
    'web | ClusterIP | <none> | <none> | 80/TCP,53:30053/UDP | 10s | app=web',
  );
  expect(row('svc', { spec: { type: 'NodePort', clusterIP: '10.0.0.1' } })).toBe(
    'web | NodePort | 10.0.0.1 | <none> | <none> | 10s | <none>',
  );
  expect(row('cm', { data: { a: '', b: '' }, binaryData: { c: '' } })).toBe('web | 3 | 10s');
  expect(row('ns', {})).toBe('web | Active | 10s');
  const template = { spec: { containers: [{ name: 'main', image: 'python:3.14' }] } };
  const started = { startTime: '2026-01-02T03:04:00Z' };
  expect(row('jobs', { spec: { template }, status: started })).toBe('web | Running | 0/1 | 5s | 10s | main | python:3.14');
  const done = { ...started, completionTime: '2026-01-02T03:04:03Z', conditions: [{ type: 'Complete', status: 'True' }] };
  expect(row('job', { spec: { template }, status: { ...done, succeeded: 1 } })).toBe(
    'web | Complete | 1/1 | 3s | 10s | main | python:3.14',
  );
  expect(row('job', { spec: { template } })).toBe('web | Running | 0/1 |  | 10s | main | python:3.14');
  expect(rowsOf(shownKind('ev'), [], 'normal', NOW_MS).head).toEqual(['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
});

test('an unknown kind is answered with the nearest one', () => {
  expect(() => shownKind('scaledobjct')).toThrow('Did you mean scaledobject?');
  expect(() => shownKind('hpas')).toThrow('Did you mean hpa?');
});

test('a watch reports an object when it is new and when its line changes', () => {
  const changes = new Changes();
  const look = (...versions: string[]): unknown[] =>
    changes
      .of(
        versions.map((version, id) => ({ id, version })),
        ({ id }) => String(id),
        ({ version }) => String(version),
      )
      .map(({ id }) => id);
  expect([look('a', 'b'), look('a', 'c'), look('a', 'c')]).toEqual([[0, 1], [1], []]);
});

describe('over the API of a lab', () => {
  const items = ['web', 'api'].map((name) => ({ metadata: { name } }));
  const server = createServer((request, response) => response.end(JSON.stringify({ items, url: request.url })));
  let apiUrl: string;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  test('objects come by name, and an unknown name is answered with the nearest one', async () => {
    const kind = shownKind('hpa');
    expect((await objectsOf(apiUrl, kind)).map(nameOf)).toEqual(['api', 'web']);
    expect(await objectsOf(apiUrl, kind, 'web')).toEqual([items[0]]);
    await expect(objectsOf(apiUrl, kind, 'wbe')).rejects.toThrow(
      'horizontalpodautoscalers "wbe"\n  not found.\n  Did you mean web?',
    );
  });

  test('when the lab is gone, the error is a sentence, not a stack trace', async () => {
    await expect(objectsOf('http://127.0.0.1:1', shownKind('hpa'))).rejects.toThrow('the lab does not answer');
  });
});
