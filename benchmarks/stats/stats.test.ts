import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { meanInterval, percentileInterval } from './bootstrap';
import { histogram } from './histogram';
import { percentile, sortedCopy } from '../../contract/statistics';
import { seededRandom, shuffled } from '../../contract/random';
import { sampledSeries, series, windows, windowSeconds } from './series';
import { wilson } from './wilson';

test('the 95th percentile of 1..20 is the 19th value, not an interpolation', () => {
  const values = sortedCopy(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(percentile(values, 0.95)).toBe(19);
  expect(percentile(values, 0.5)).toBe(10);
  expect(percentile(values, 1)).toBe(20);
  expect(percentile([], 0.5)).toBeUndefined();
});

test('a percentile has at least its share of values at or below it, and fewer strictly below', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 99 }), (values, percent) => {
      const found = percentile(sortedCopy(values), percent / 100)!;
      expect(values.filter((value) => value <= found).length * 100).toBeGreaterThanOrEqual(percent * values.length);
      expect(values.filter((value) => value < found).length * 100).toBeLessThan(percent * values.length);
    }),
  );
});

test('xoshiro128** is deterministic by seed, stays in [0, 1) and has the mean and variance of a uniform', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 20_000 }, () => random());
  };
  const values = draw(7);
  expect(draw(7)).toEqual(values);
  expect(draw(8).slice(0, 5)).not.toEqual(values.slice(0, 5));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(variance).toBeCloseTo(1 / 12, 2);
});

test('shuffling keeps every item and leaves the input alone', () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const mixed = shuffled(items, seededRandom(3));
  expect(mixed).not.toEqual(items);
  expect([...mixed].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('Wilson intervals equal published values', () => {
  // Newcombe 1998, table I: 81/263 -> 0.2553, 0.3662; 15/148 -> 0.0624, 0.1605; 0/20 -> 0, 0.1611; 1/29 -> 0.0061, 0.1718.
  const bounds = (hits: number, count: number): number[] => {
    const interval = wilson(hits, count)!;
    return [interval.low, interval.high].map((bound) => Math.round(bound * 10_000) / 10_000);
  };
  expect(bounds(81, 263)).toEqual([0.2553, 0.3662]);
  expect(bounds(15, 148)).toEqual([0.0624, 0.1605]);
  expect(bounds(0, 20)).toEqual([0, 0.1611]);
  expect(bounds(1, 29)).toEqual([0.0061, 0.1718]);
  expect(wilson(0, 0)).toBeUndefined();
});

test('a bootstrap over identical windows has no width, and one bad window widens it', () => {
  const steady = Array.from({ length: 10 }, () => [10, 11, 12, 13]);
  expect(percentileInterval(steady, 0.95, seededRandom(1))).toMatchObject({ low: 13, high: 13, level: 0.95 });
  const stalled = [...steady.slice(1), [900, 900, 900, 900]];
  const wide = percentileInterval(stalled, 0.95, seededRandom(1))!;
  expect(wide.low).toBe(13);
  expect(wide.high).toBe(900);
  expect(percentileInterval(stalled, 0.95, seededRandom(1))).toEqual(wide);
  expect(percentileInterval(steady.slice(0, 4), 0.95, seededRandom(1))).toBeUndefined();
});

test('the bootstrap percentile of one resample equals the percentile of the values drawn', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }), { minLength: 5, maxLength: 9 }),
      fc.integer({ min: 1, max: 1000 }),
      (blocks, seed) => {
        const interval = percentileInterval(blocks, 0.95, seededRandom(seed))!;
        const random = seededRandom(seed);
        const naive = Array.from({ length: 1000 }, () =>
          percentile(sortedCopy(blocks.flatMap(() => blocks[Math.floor(random() * blocks.length)]!)), 0.95)!,
        );
        expect(interval.low).toBe(percentile(sortedCopy(naive), 0.025));
        expect(interval.high).toBe(percentile(sortedCopy(naive), 0.975));
      },
    ),
    { numRuns: 10 },
  );
});

test('the interval of a mean holds the mean', () => {
  const interval = meanInterval([8, 12, 9, 11, 10, 10], seededRandom(2))!;
  expect(interval.low).toBeLessThan(10);
  expect(interval.high).toBeGreaterThan(10);
});

test('a histogram decodes to the recorded latencies within three digits', () => {
  const decoded = decodeFromCompressedBase64(histogram([1, 2, 1234.567, 60_000]).data);
  expect(decoded.totalCount).toBe(4);
  expect(decoded.getValueAtPercentile(50)).toBeGreaterThanOrEqual(1998);
  expect(decoded.getValueAtPercentile(50)).toBeLessThanOrEqual(2002);
  expect(decoded.maxValue / 60_000_000).toBeCloseTo(1, 2);
});

test('values fall into windows by time, the end of the run into the last one', () => {
  expect(windows([0, 0.99, 1, 2.5, 3], [1, 2, 3, 4, 5], 3, 1)).toEqual([[1, 2], [3], [4, 5]]);
  expect(windowSeconds(600)).toBe(1);
  expect(windowSeconds(86_400)).toBe(144);
  expect(series('ms', [1, undefined, 3.00049], 2, 1).points).toEqual([
    [2, 1],
    [4, 3],
  ]);
});

test('a long sampled series is thinned and keeps its last sample', () => {
  const samples = Array.from({ length: 3601 }, (_, second): [number, number] => [second, second]);
  const { points } = sampledSeries('cores', samples);
  expect(points.length).toBeLessThanOrEqual(600);
  expect(points.at(-1)).toEqual([3600, 3600]);
});
