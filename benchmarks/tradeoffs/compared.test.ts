import fc from 'fast-check';
import type { BenchmarkResult } from '../../contract/result';
import type { Comparison } from '../../contract/tradeoffs';
import { comparedCells } from './compared';
import { independentDifference, independentRatio } from './paired';
import { resultOf } from './testing/result-of';

const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: 'bootstrap' });
const result = (
  name: string,
  metrics: BenchmarkResult['metrics'],
  intervals: BenchmarkResult['intervals'] = {},
): BenchmarkResult => ({
  ...resultOf(name, 'autoscaling', metrics),
  intervals,
});
const comparison = (
  textbook: Comparison['textbook'],
  arms: Comparison['arms'] = { sync: 'a', queue: 'b' },
): Record<string, Comparison> => ({
  async: { title: 'Asynchronous', arms, textbook, expected: {}, because: 'it waits', ifNot: 'There was no overload.' },
});

test('the ratio of two numbers has the interval that theirs give for it', () => {
  // MOVER on logarithms by hand: ln 2 = 0.6931; half-widths 0.1 and 0.2 of both, so 0.2236 each way.
  const [before, after] = [10, 20].map((value) => ({ value, low: value * Math.exp(-0.1), high: value * Math.exp(0.2) }));
  const change = independentRatio(before!, after!)!;
  expect(change).toMatchObject({ scale: 'ratio', before: 10, after: 20, change: expect.closeTo(2, 9) as number });
  expect(change.low).toBeCloseTo(2 * Math.exp(-Math.hypot(0.1, 0.2)), 9);
  expect(change.high).toBeCloseTo(2 * Math.exp(Math.hypot(0.1, 0.2)), 9);
});

test('a wider interval of either number makes that of the change wider, and the change stays inside', () => {
  const number = fc.double({ min: 0.1, max: 1000, noNaN: true });
  const spread = fc.double({ min: 1.001, max: 3, noNaN: true });
  fc.assert(
    fc.property(number, number, spread, spread, spread, (one, other, below, above, more) => {
      const of = (value: number, wider: number) => ({ value, low: value / (below * wider), high: value * above * wider });
      for (const changeOf of [independentRatio, independentDifference]) {
        const [narrow, wide] = [changeOf(of(one, 1), of(other, 1))!, changeOf(of(one, more), of(other, 1))!];
        expect(narrow.low).toBeLessThanOrEqual(narrow.change);
        expect(narrow.high).toBeGreaterThanOrEqual(narrow.change);
        expect(wide.low).toBeLessThan(narrow.low);
        expect(wide.high).toBeGreaterThan(narrow.high);
      }
    }),
  );
});

test('a number that went where the textbook says agrees, another one is explained', () => {
  const before = result('a', { p95Ms: 100, errorRate: 0.2 }, { p95Ms: interval(95, 105), errorRate: interval(0.15, 0.26) });
  const after = result('b', { p95Ms: 300, errorRate: 0 }, { p95Ms: interval(280, 320), errorRate: interval(0, 0.01) });
  const cells = comparedCells(comparison({ p95Ms: 'up', errorRate: 'same' }), [before, after]);
  expect(cells).toMatchObject([
    {
      tradeoff: 'Asynchronous',
      before: 'sync',
      after: 'queue',
      metric: 'p95Ms',
      scale: 'ratio',
      direction: 'up',
      agrees: 'yes',
      beforeResult: 'a',
      afterResult: 'b',
    },
    { metric: 'errorRate', scale: 'difference', change: -0.2, direction: 'down', agrees: 'no', why: 'There was no overload.' },
  ]);
  expect(cells[0]).not.toHaveProperty('why');
});

test('a number without an interval is shown without a direction', () => {
  const [cell] = comparedCells(comparison({ costPer1000Usd: 'down' }), [
    result('a', { costPer1000Usd: 2 }),
    result('b', { costPer1000Usd: 1 }),
  ]);
  expect(cell).toMatchObject({ change: 0.5, direction: 'unclear', agrees: 'unclear' });
  expect(cell).not.toHaveProperty('low');
});

test('the interval of another number is not taken for that of a reading', () => {
  const load = (name: string): BenchmarkResult => ({
    ...result(name, { throughputRps: 3, saturationRps: 20 }, { throughputRps: interval(2.9, 3.1) }),
    kind: 'load',
  });
  const [cell] = comparedCells(comparison({ throughputRps: 'same' }), [load('a'), load('b')]);
  expect(cell).toMatchObject({ beforeValue: 20, agrees: 'unclear' });
});

test('a variant of a benchmark is an arm by the row of that name', () => {
  const quantization = {
    ...result('quantization', { p95Ms: 1 }),
    rows: [
      { variant: 'fp32', p95Ms: 40, accuracy: 0.97 },
      { variant: 'int8', p95Ms: 30, accuracy: 0.968 },
      { variant: 'fp32', table: 'another', p95Ms: 1 },
    ],
  };
  const arms = { fp32: 'quantization#fp32', int8: 'quantization#int8' };
  expect(comparedCells(comparison({ p95Ms: 'down', accuracy: 'same' }, arms), [quantization])).toMatchObject([
    { beforeValue: 40, afterValue: 30, change: expect.closeTo(0.75, 9) as number, beforeResult: 'quantization' },
    { scale: 'difference', change: expect.closeTo(-0.002, 9) as number },
  ]);
});

test.each([
  ['a result is missing', [result('a', { p95Ms: 1 })], 'not measured: no such number in b'],
  ['neither has the number', [result('a', {}), result('b', {})], 'not measured: no such number in a, b'],
  ['a number is zero', [result('a', { p95Ms: 0 }), result('b', { p95Ms: 1 })], 'no ratio: one of the numbers is zero'],
])('where %s a cell says so', (_, results, note) => {
  expect(comparedCells(comparison({ p95Ms: 'up' }), results)).toEqual([expect.objectContaining({ note })]);
});
