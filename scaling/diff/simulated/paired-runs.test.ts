import { exampleConfig } from '../../simulate/testing/config';
import { THIS_THREAD } from '../../simulate';
import { pairedRuns } from './paired-runs';

const NAMES = { pods: 'Deployment api', scenario: 'steady' };
const RUNS = { seeds: [1, 2, 3], threads: THIS_THREAD };

test('two sides that are the same differ by exactly nothing, though the runs differ', async () => {
  const { rows } = await pairedRuns(NAMES, exampleConfig(), exampleConfig(), RUNS);
  expect(rows.map(({ metric }) => metric)).toEqual([
    'p50Ms',
    'p95Ms',
    'p99Ms',
    'errorRate',
    'sloMissShare',
    'replicaHours',
    'costPer1000Usd',
  ]);
  for (const { base, head, change } of rows) {
    expect(head).toEqual(base);
    expect(change).toEqual({ value: 0, low: 0, high: 0 });
  }
  const p95 = rows[1]!.base;
  expect(p95.low).toBeLessThan(p95.high);
});

test('the change is taken run by run: twice the pods cost twice as much in every one', async () => {
  const twice = exampleConfig({ autoscaler: { kind: 'fixed', replicas: 4 } });
  const { rows } = await pairedRuns(NAMES, exampleConfig(), twice, RUNS);
  const hours = rows.find(({ metric }) => metric === 'replicaHours')!;
  expect(hours.change.low).toBeCloseTo(2 / 60, 9);
  expect(hours.change.high).toBeCloseTo(2 / 60, 9);
});

test('where nothing is answered there are errors, and no latency or price per answer', async () => {
  const none = exampleConfig({ autoscaler: { kind: 'fixed', replicas: 0 } });
  const { rows } = await pairedRuns(NAMES, exampleConfig(), none, RUNS);
  expect(rows.map(({ metric }) => metric)).toEqual(['errorRate', 'sloMissShare', 'replicaHours']);
  expect(rows[0]!.head.value).toBe(1);
});

test('the time series of both sides have at most 60 steps, in pace with the load', async () => {
  const twice = exampleConfig({ autoscaler: { kind: 'fixed', replicas: 4 } });
  const { timeSeries } = await pairedRuns(NAMES, exampleConfig(), twice, RUNS);
  const { base, head } = timeSeries.replicas;
  expect(timeSeries.offeredRps.length).toBe(base.median.length);
  expect(timeSeries.offeredRps.length).toBeLessThanOrEqual(60);
  expect(new Set(base.median)).toEqual(new Set([2]));
  expect(new Set(head.high)).toEqual(new Set([4]));
  expect(timeSeries.p95Ms.base.median.some((value) => value !== null && value > 0)).toBe(true);
});
