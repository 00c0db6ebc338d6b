import { TRADEOFF_METRICS, tradeoffRunName } from '../../contract/tradeoffs';
import type { BenchmarkResult } from '../../contract/result';
import { readingOf } from './reading';
import { tradeoffResult } from './result';
import { tradeoffCells, type Measured } from './table';
import { resultOf, ROW } from './testing/result-of';

const load = (p95Ms: number, saturationRps: number): BenchmarkResult['metrics'] => ({
  p50Ms: p95Ms / 2,
  p95Ms,
  p99Ms: p95Ms * 1.5,
  throughputRps: 8,
  saturationRps,
  errorRate: 0,
  costPer1000Usd: 0.01,
  costPerMonthUsd: 25,
  replicasMax: 1,
  cpuUtilization: 0.4,
});

function measured(int8: (repeat: number) => BenchmarkResult['metrics'] | undefined): Measured {
  const runs = new Map<string, BenchmarkResult>();
  for (const repeat of [0, 1, 2]) {
    const [before, after] = [tradeoffRunName('quantization', 'fp32', repeat), tradeoffRunName('quantization', 'int8', repeat)];
    runs.set(before, resultOf(before, 'load', load(80 + repeat, 20)));
    const metrics = int8(repeat);
    if (metrics !== undefined) runs.set(after, resultOf(after, 'load', metrics, 'int8-sha'));
  }
  const accuracy = (name: string, value: number, sha: string): [string, BenchmarkResult] => [
    sha,
    {
      ...resultOf(name, 'accuracy', { accuracy: value }, sha),
      intervals: { accuracy: { low: value - 0.02, high: value + 0.02, level: 0.95, method: 'wilson' } },
    },
  ];
  return {
    rows: { quantization: ROW },
    repeats: 3,
    runs,
    accuracies: new Map([
      accuracy('tradeoffs/accuracy-fp32', 0.966, 'fp32-sha'),
      accuracy('tradeoffs/accuracy-int8', 0.964, 'int8-sha'),
    ]),
  };
}

test('throughput is that of saturation, and cost is at that rate', () => {
  expect(readingOf(resultOf('x', 'load', load(80, 20)))).toMatchObject({ throughputRps: 20, costPer1000Usd: 0.01 * (8 / 20) });
  expect(readingOf(resultOf('x', 'queue', { jobsPerSecond: 30, totalP95Ms: 90, costPer1000Usd: 0.2 }))).toEqual({
    throughputRps: 30,
    p95Ms: 90,
    costPer1000Usd: 0.2,
  });
});

test('every cell is filled, names its results, and says whether the textbook agrees', () => {
  const cells = tradeoffCells(measured((repeat) => load(55 + repeat, 30)));
  expect(cells.map(({ metric }) => metric)).toEqual([...TRADEOFF_METRICS]);
  expect(cells.every(({ beforeResult, afterResult }) => beforeResult !== undefined && afterResult !== undefined)).toBe(true);
  expect(cells.find(({ metric }) => metric === 'p95Ms')).toMatchObject({
    direction: 'down',
    agrees: 'yes',
    afterResult: 'tradeoffs/quantization-int8-1',
  });
  expect(cells.find(({ metric }) => metric === 'throughputRps')).toMatchObject({
    direction: 'up',
    change: expect.closeTo(1.5, 6) as number,
  });
  expect(cells.find(({ metric }) => metric === 'costPer1000Usd')).toMatchObject({ direction: 'down', agrees: 'yes' });
  expect(cells.find(({ metric }) => metric === 'accuracy')).toMatchObject({
    beforeResult: 'tradeoffs/accuracy-fp32',
    afterResult: 'tradeoffs/accuracy-int8',
    change: expect.closeTo(-0.002, 6) as number,
  });
});

test('a number that contradicts the textbook is explained with the facts of its runs', () => {
  const cells = tradeoffCells(measured((repeat) => load(160 + repeat, 10)));
  const cell = cells.find(({ metric }) => metric === 'p95Ms');
  expect(cell).toMatchObject({ direction: 'up', agrees: 'no' });
  expect(cell?.['why']).toBe(
    'Without VNNI there is less to win. Here: fp32: at most 1 pod, 40 % of their CPU limit used; int8: at most 1 pod, 40 % of their CPU limit used; 2 CPUs with avx2.',
  );
});

test('an arm without results leaves words, not an empty cell, and fails the table', () => {
  const without = measured(() => undefined);
  expect(tradeoffCells(without)[0]).toMatchObject({ note: 'not measured: no result of int8' });
  const result = tradeoffResult(without, { startedAt: '2026-01-01T00:00:00.000Z', durationSeconds: 1, configHash: 'abc' });
  expect(result?.verdict.pass).toBe(false);
});

test('the table counts the numbers that agree with the textbook and those that do not', () => {
  const result = tradeoffResult(
    measured((repeat) => load(55 + repeat, 30)),
    {
      startedAt: '2026-01-01T00:00:00.000Z',
      durationSeconds: 1,
      configHash: 'abc',
    },
  );
  expect(result?.metrics).toMatchObject({ cellsMeasured: 8, againstTextbook: 0 });
  expect(result?.verdict.pass).toBe(true);
});

test('a service of the user’s own has no accuracy to measure, and no cell is missed for it', () => {
  const all = measured((repeat) => load(55 + repeat, 30));
  const own = {
    ...all,
    rows: { quantization: { ...ROW, measure: { ...ROW.measure, target: 'shop' } } },
    accuracies: new Map<string, BenchmarkResult>(),
  };
  expect(tradeoffCells(own).map(({ metric }) => metric)).toEqual(TRADEOFF_METRICS.filter((metric) => metric !== 'accuracy'));
});
