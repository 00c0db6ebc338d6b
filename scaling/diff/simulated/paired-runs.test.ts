import { exampleConfig } from '../../simulate/testing/config';
import { THIS_THREAD } from '../../simulate';
import { UNHURRIED } from './effort';
import { pairedRuns, type Runs } from './paired-runs';
import { derivedSeeds } from './seeds';

const NAMES = { pods: 'Deployment api', scenario: 'steady' };
const RUNS: Runs = { seeds: [1, 2, 3], looks: [3], tests: 7, threads: THIS_THREAD, effort: UNHURRIED };

test('two sides that are the same differ by exactly nothing, though the runs differ', async () => {
  const { rows } = await pairedRuns(NAMES, exampleConfig(), exampleConfig(), RUNS);
  expect(rows.map(({ metric }) => metric)).toEqual([
    'withinSloShare',
    'p50Ms',
    'p95Ms',
    'p99Ms',
    'errorRate',
    'replicaHours',
    'costPer1000Usd',
  ]);
  for (const { base, head, change } of rows) {
    expect(head).toEqual(base);
    expect(change).toMatchObject({ value: 0, low: 0, high: 0, runs: { low: 0, high: 0 }, verdict: 'same' });
  }
  const p95 = rows[2]!.base;
  expect(p95.low).toBeLessThan(p95.high);
});

test('the change is taken run by run: twice the pods cost twice as much in every one', async () => {
  const twice = exampleConfig({ autoscaler: { kind: 'fixed', replicas: 4 } });
  const { rows } = await pairedRuns(NAMES, exampleConfig(), twice, RUNS);
  const hours = rows.find(({ metric }) => metric === 'replicaHours')!;
  expect(hours.change.low).toBeCloseTo(2 / 60, 9);
  expect(hours.change.high).toBeCloseTo(2 / 60, 9);
});

test('where nothing is answered latency is beyond the patience of clients, and there is no price per answer', async () => {
  const none = exampleConfig({ autoscaler: { kind: 'fixed', replicas: 0 } });
  const { rows } = await pairedRuns(NAMES, exampleConfig(), none, RUNS);
  expect(rows.map(({ metric }) => metric)).toEqual(['withinSloShare', 'p50Ms', 'p95Ms', 'p99Ms', 'errorRate', 'replicaHours']);
  const head = (metric: string): number => rows.find((row) => row.metric === metric)!.head.value;
  expect([head('withinSloShare'), head('errorRate')]).toEqual([0, 1]);
  expect(head('p50Ms')).toBe(rows[1]!.limitMs);
});

test('runs are added until what decides is clear, and no further', async () => {
  const seeds = derivedSeeds('a question', 40);
  const adaptive = { ...RUNS, seeds, looks: [4, 8, 40] };
  const twice = exampleConfig({ autoscaler: { kind: 'fixed', replicas: 4 } });
  const clear = await pairedRuns(NAMES, twice, twice, adaptive);
  expect(clear.rows[0]!.runs).toBe(4);
  let calls = 0;
  const effort = { ...UNHURRIED, nowMs: () => calls++, endsAtMs: 0 };
  const hurried = await pairedRuns(NAMES, exampleConfig(), twice, { ...adaptive, effort });
  expect(hurried.rows[0]!.runs).toBe(4);
});

test('seeds follow from the question: the same for the same one, others for another, and more of them go on', () => {
  expect(derivedSeeds('a', 20).slice(0, 5)).toEqual(derivedSeeds('a', 5));
  expect(new Set([...derivedSeeds('a', 50), ...derivedSeeds('b', 50)]).size).toBe(100);
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
