import { newClock } from '../engine/clock';
import { Cluster } from '../pods/cluster';
import { Balancer } from '../pods/balancer';
import { TraceArrivals } from '../load/arrivals';
import { exampleWorkload } from '../testing/config';
import { Demand } from '../load/demand';
import { Outcomes } from '../results/outcomes';
import { RandomStream } from '../../../contract/random';
import { Requests } from '../load/requests';
import { ServiceTimes } from '../load/service-time';
import { Timers } from '../engine/timers';
import { Traffic } from '../pods/traffic';
import { MetricsServer } from './metrics-server';

/** Pods that use 200m whatever they do, and a metrics-server that scrapes at 10 s of every 15 s. */
function world(resolutionSeconds?: number) {
  const [clock, timers, requests] = [newClock(), new Timers(), new Requests()];
  const serviceTimes = new ServiceTimes({ kind: 'deterministic', ms: 1 }, new RandomStream(1, 'service'));
  const traffic = new Traffic({
    clock,
    arrivals: new TraceArrivals([]),
    balancer: new Balancer('random', new RandomStream(1, 'balancing')),
    requests,
    outcomes: new Outcomes(200, 0),
    timers,
    serviceTimes,
    retryServiceTimes: serviceTimes,
    demand: new Demand(exampleWorkload()),
    overheadMs: 0,
    timeoutMs: 1000,
    retries: { count: 0, backoffMs: 0 },
    isClosedLoop: false,
    front: 'none',
    hungUp: 'worked-off',
  });
  const workload = exampleWorkload({ idleCpuMillis: 200 });
  const cluster = new Cluster({ clock, workload, seed: 1, timers, traffic, requests });
  cluster.start(1);
  const server = new MetricsServer({
    cluster,
    timers,
    seed: 1,
    container: 'app',
    memoryUsedBytes: 5,
    scrapePhaseMs: 10_000,
    resolutionSeconds,
  });
  return { cluster, server, timers, run: (untilMs: number) => traffic.run(untilMs) };
}

test('a pod that ran before has a sample from the first scrape on, of a window of 10 to 40 s', () => {
  const { cluster, server, run } = world();
  run(60_000);
  const sample = server.of(cluster.pods[0]!)?.cpu;
  expect(sample?.containers[0]?.usageMilli).toBeGreaterThanOrEqual(199);
  expect(sample?.containers[0]?.usageMilli).toBeLessThanOrEqual(201);
  expect(sample?.windowMs).toBeGreaterThanOrEqual(10_000);
  expect(sample?.windowMs).toBeLessThan(40_000);
  expect(server.of(cluster.pods[0]!)?.memory.containers[0]?.usageMilli).toBe(5_000);
});

test('samples change only with a scrape, and their time is that of the kubelet, in whole seconds', () => {
  const { cluster, server, run } = world();
  run(55_500);
  const before = server.of(cluster.pods[0]!)?.cpu;
  run(69_900);
  expect(server.of(cluster.pods[0]!)?.cpu).toEqual(before);
  expect(before?.atMs).toBeLessThanOrEqual(55_000);
  expect((before?.atMs ?? 1) % 1000).toBe(0);
});

test('a new pod has no sample at its first scrape when it is younger than 10 s: two points are needed', () => {
  const { cluster, server, run } = world();
  run(33_000);
  cluster.scaleTo(2, 33_000);
  const young = cluster.pods[1]!;
  run(54_900);
  expect(server.of(young)?.cpu).toBeUndefined();
  run(71_000);
  expect(server.of(young)?.cpu.containers[0]?.usageMilli).toBeCloseTo(200, -1);
});

test('with a resolution of 10 s the second point of a new pod is there five seconds earlier', () => {
  const { cluster, server, run } = world(10);
  run(33_000);
  cluster.scaleTo(2, 33_000);
  run(49_900);
  expect(server.of(cluster.pods[1]!)?.cpu).toBeUndefined();
  run(54_900);
  expect(server.of(cluster.pods[1]!)?.cpu.containers[0]?.usageMilli).toBeCloseTo(200, -1);
});

test('a pod that is 10 to 15 s old at its first scrape counts from its start, when it had used nothing', () => {
  const { cluster, server, run } = world();
  run(27_000);
  cluster.scaleTo(2, 27_000);
  const young = cluster.pods[1]!;
  run(40_100);
  const started = young.containerStartMs ?? 0;
  const sample = server.of(young)?.cpu;
  expect(sample?.windowMs).toBeCloseTo(40_000 - started, 6);
  expect(sample?.containers[0]?.usageMilli).toBeCloseTo(200, -1);
});
