import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target } from '../../contract/job';
import { clockFrom, sleep } from '../clock';
import { KubernetesApi } from './kubernetes-api';
import { observe, type Observation } from './observer';
import { MeteredUsage } from './metered';
import { parsePods, parseRates, type Pod, type ProcessUsage } from './pods';
import { metricValue } from './prometheus';
import { UsageAccumulator } from './usage';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

async function serve(answer: (path: string) => { status?: number; body: string }): Promise<string> {
  const server = createServer((request, response) => {
    const { status = 200, body } = answer(request.url ?? '');
    response.writeHead(status, { connection: 'close' }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const pod = (uid: string, more: Partial<Pod> = {}): Pod => ({
  uid,
  name: uid,
  ip: '127.0.0.1',
  isReady: true,
  restarts: 0,
  isCpuLimitEnforced: true,
  ...more,
});
const used = (...entries: [string, number, number][]): Map<string, ProcessUsage> =>
  new Map(entries.map(([uid, cpuSeconds, memoryBytes]) => [uid, { cpuSeconds, memoryBytes }]));

test('metrics are read with and without labels, and a longer name with the same beginning is another metric', () => {
  const text = '# HELP a b\nprocess_cpu_seconds_total 1.5e1\nprocess_cpu_seconds_total_extra 99\nx{a="b"} 2\nx{a="c d"} 3\n';
  expect(metricValue(text, 'process_cpu_seconds_total')).toBe(15);
  expect(metricValue(text, 'x')).toBe(5);
  expect(metricValue(text, 'process_resident_memory_bytes')).toBeUndefined();
});

test('pods that ended hold no resources, and a pod that is being deleted is not ready', () => {
  const ready = { phase: 'Running', podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] };
  const pods = parsePods({
    items: [
      { metadata: { name: 'a', uid: '1' }, status: { ...ready, containerStatuses: [{ restartCount: 2 }] } },
      { metadata: { name: 'b', uid: '2', deletionTimestamp: '2026-01-01T00:00:00Z' }, status: ready },
      {
        metadata: { name: 'c', uid: '3', annotations: { 'ml-scaling-lab/cpu-limit-enforced': 'false' } },
        status: { phase: 'Pending' },
      },
      { metadata: { name: 'd', uid: '4' }, status: { phase: 'Failed' } },
    ],
  });
  expect(pods).toEqual([
    { uid: '1', name: 'a', ip: '10.0.0.1', isReady: true, restarts: 2, isCpuLimitEnforced: true },
    { uid: '2', name: 'b', ip: '10.0.0.1', isReady: false, isLeaving: true, restarts: 0, isCpuLimitEnforced: true },
    { uid: '3', name: 'c', ip: undefined, isReady: false, restarts: 0, isCpuLimitEnforced: false },
  ]);
});

test('CPU counts from the first look for pods that were there, and from zero for pods that came later', () => {
  const usage = new UsageAccumulator();
  usage.add({ atSeconds: 0, pods: [pod('a')], usage: used(['a', 100, 5e8]) });
  usage.add({ atSeconds: 1, pods: [pod('a'), pod('b', { isReady: false })], usage: used(['a', 100.5, 6e8]) });
  usage.add({ atSeconds: 3, pods: [pod('a'), pod('b')], usage: used(['a', 101, 5e8], ['b', 2, 3e8]) });
  expect(usage.totals()).toEqual({
    cpuCoreSeconds: 3,
    memoryPeakBytes: 6e8,
    replicaSeconds: 3,
    podSeconds: 5,
    replicasMax: 2,
    restarts: 0,
  });
  expect(usage.cpuCores).toEqual([
    [1, 0.5],
    [3, 1.25],
  ]);
  expect(usage.replicas).toEqual([
    [0, 1],
    [1, 1],
    [3, 2],
  ]);
});

test('what a pod used stays counted after it died, and a restarted process starts its counter anew', () => {
  const usage = new UsageAccumulator();
  usage.add({ atSeconds: 0, pods: [pod('a'), pod('b')], usage: used(['a', 10, 1], ['b', 10, 1]) });
  usage.add({ atSeconds: 1, pods: [pod('a'), pod('b')], usage: used(['a', 11, 1], ['b', 12, 1]) });
  usage.add({ atSeconds: 2, pods: [pod('b', { restarts: 1 })], usage: used(['b', 0.5, 1]) });
  expect(usage.totals()).toMatchObject({ cpuCoreSeconds: 1 + 2 + 0.5, restarts: 1 });
});

test('a pod too busy to answer keeps its last value and catches up', () => {
  const usage = new UsageAccumulator();
  usage.add({ atSeconds: 0, pods: [pod('a')], usage: used() });
  usage.add({ atSeconds: 1, pods: [pod('a')], usage: used(['a', 50, 1]) });
  usage.add({ atSeconds: 2, pods: [pod('a')], usage: used() });
  usage.add({ atSeconds: 3, pods: [pod('a')], usage: used(['a', 52, 1]) });
  expect(usage.totals().cpuCoreSeconds).toBe(2);
});

test('pods without their CPU limit are named', () => {
  const usage = new UsageAccumulator();
  usage.add({ atSeconds: 0, pods: [pod('b', { isCpuLimitEnforced: false }), pod('a')], usage: used() });
  expect(usage.withoutCpuLimit()).toEqual(['b']);
});

test('a service is observed through the API given by the environment, by label selector and /metrics', async () => {
  let cpu = 0;
  const pods = await serve((path) => {
    if (path === '/metrics') return { body: `process_cpu_seconds_total ${(cpu += 0.5)}\nprocess_resident_memory_bytes 1000\n` };
    expect(path).toBe('/api/v1/namespaces/lab/pods?labelSelector=app.kubernetes.io%2Fname%3Dfastapi');
    const status = { phase: 'Running', podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] };
    return { body: JSON.stringify({ items: [{ metadata: { name: 'a' }, status }] }) };
  });
  const api = KubernetesApi.fromEnvironment({ LAB_KUBERNETES_API: pods, LAB_NAMESPACE: 'lab' }, () => undefined)!;
  const target = { podSelector: 'app.kubernetes.io/name=fastapi', metricsPort: Number(new URL(pods).port) } as Target;
  const observer = await observe(
    target,
    api,
    clockFrom(0, () => performance.now()),
    sleep,
  );
  const { usage, failure } = await observer.stop();
  await api.close();
  expect(failure).toBeUndefined();
  expect(usage.totals().cpuCoreSeconds).toBeGreaterThanOrEqual(0.5);
  expect(usage.totals().memoryPeakBytes).toBe(1000);
});

test('an API that refuses is reported and does not throw', async () => {
  const base = await serve(() => ({ status: 403, body: '{}' }));
  const api = KubernetesApi.fromEnvironment({ LAB_KUBERNETES_API: base, LAB_NAMESPACE: 'lab' }, () => undefined)!;
  const observer = await observe(
    { podSelector: 'a=b', metricsPort: 1 } as Target,
    api,
    clockFrom(0, () => performance.now()),
    sleep,
  );
  expect((await observer.stop()).failure).toContain('answered 403');
  await api.close();
});

describe('an API that does not answer for a while', () => {
  const READY: Pod = pod('a');
  const TARGET = { podSelector: 'a=b', metricsPort: 1 } as Target;
  const NO_ADDRESS = { ...READY, ip: undefined };

  /** Observes on a clock of its own until every answer of the API was given; `undefined` is no answer for two seconds. */
  async function observeThrough(answers: readonly (readonly Pod[] | undefined)[]): Promise<Observation> {
    let nowMs = 0;
    let asked = 0;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const lister = {
      pods: () => {
        const answer = answers[Math.min(asked++, answers.length - 1)];
        if (asked === answers.length - 1) end();
        if (answer !== undefined) return Promise.resolve([...answer]);
        nowMs += 2000;
        return Promise.reject(new Error('no answer in time'));
      },
    };
    const wait = async (ms: number): Promise<void> => {
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    };
    const observer = await observe(TARGET, lister, () => nowMs, wait);
    await ended;
    return observer.stop();
  }

  test('costs only the looks that failed', async () => {
    const { usage, failure, missed } = await observeThrough([
      [],
      [NO_ADDRESS],
      undefined,
      undefined,
      [NO_ADDRESS, { ...NO_ADDRESS, uid: 'b' }],
      [NO_ADDRESS],
    ]);
    expect(failure).toBeUndefined();
    // Seen at 1 s, then asked at 2 s and at 4 s in vain, and answered at 6 s.
    expect(missed).toEqual({ count: 2, longestSeconds: 5, reason: 'no answer in time' });
    expect(usage.replicas.slice(0, 4)).toEqual([
      [0, 0],
      [1, 1],
      [6, 2],
      [expect.any(Number), 1],
    ]);
  });

  test('is asked again when it is silent at the end', async () => {
    const { usage, missed } = await observeThrough([[NO_ADDRESS], [NO_ADDRESS], undefined, undefined, []]);
    expect(usage.replicas.at(-1)?.[1]).toBe(0);
    expect(missed?.reason).toBe('no answer in time');
  });

  test('is the reason when it never answered', async () => {
    const { failure } = await observeThrough([undefined, undefined, undefined]);
    expect(failure).toBe('no answer in time');
  });
});

test('without an API the reason is given', async () => {
  expect(KubernetesApi.fromEnvironment({}, () => undefined)).toBeUndefined();
  const observer = await observe({} as Target, undefined, () => 0, sleep);
  expect((await observer.stop()).failure).toContain('LAB_KUBERNETES_API');
});

describe('pods that report nothing to Prometheus', () => {
  const target = { podSelector: 'app=a', metricsPort: null } as Target;

  test('are counted by what the local engine notes on them', async () => {
    const noted = parsePods({
      items: [
        {
          metadata: { name: 'a', annotations: { 'ml-scaling-lab/usage': '{"cpuSeconds":2.5,"memoryBytes":1000}' } },
          status: { phase: 'Running' },
        },
        { metadata: { name: 'b', annotations: { 'ml-scaling-lab/usage': 'broken' } }, status: { phase: 'Running' } },
      ],
    });
    expect(noted.map(({ usage }) => usage)).toEqual([{ cpuSeconds: 2.5, memoryBytes: 1000 }, undefined]);
    let cpuSeconds = 1;
    const lister = { pods: () => Promise.resolve([pod('a', { usage: { cpuSeconds: cpuSeconds++, memoryBytes: 7 } })]) };
    const observer = await observe(
      target,
      lister,
      clockFrom(performance.now(), () => performance.now()),
      sleep,
    );
    const { usage } = await observer.stop();
    expect(usage.totals().cpuCoreSeconds).toBeGreaterThanOrEqual(1);
    expect(usage.totals().memoryPeakBytes).toBe(7);
  });

  test('are counted by the rates of metrics-server otherwise, each from one look to the next', () => {
    const rates = parseRates({
      items: [
        {
          metadata: { name: 'a' },
          containers: [{ usage: { cpu: '250000000n', memory: '1Ki' } }, { usage: { cpu: '0', memory: '1Ki' } }],
        },
      ],
    });
    const metered = new MeteredUsage();
    const at = (seconds: number) => [...metered.add(seconds, [pod('a'), pod('unseen')], rates)];
    expect(at(10)).toEqual([['a', { cpuSeconds: 0, memoryBytes: 2048 }]]);
    expect(at(14)).toEqual([['a', { cpuSeconds: 1, memoryBytes: 2048 }]]);
  });
});
