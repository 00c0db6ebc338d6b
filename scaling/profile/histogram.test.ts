import fc from 'fast-check';
import { meanServiceMs } from '../simulate';
import { bucketHistogram, percentile, quantilePoints, type BucketHistogram } from './histogram';

const BOUNDS = [5, 10, 25, 50, 100, 250];

function of(counts: readonly number[], meanMs?: number): BucketHistogram {
  let sum = 0;
  const buckets = [...BOUNDS, Infinity].map((leMs, index) => ({ leMs, count: (sum += counts[index] ?? 0) }));
  return bucketHistogram(buckets, meanMs);
}

test('percentiles are linear in their bucket, as histogram_quantile has them', () => {
  const histogram = of([0, 10, 0, 10]);
  expect(percentile(histogram, 0.25)).toBeCloseTo(7.5);
  expect(percentile(histogram, 0.5)).toBeCloseTo(10);
  expect(percentile(histogram, 0.75)).toBeCloseTo(37.5);
});

test('a percentile above the largest bucket, or of no requests, is not known', () => {
  expect(percentile(of([1, 0, 0, 0, 0, 0, 9]), 0.95)).toBeNaN();
  expect(percentile(of([]), 0.5)).toBeNaN();
});

test('a bucket that holds less than a smaller one holds as much', () => {
  const buckets = [
    { leMs: Infinity, count: 12 },
    { leMs: 10, count: 8 },
    { leMs: 5, count: 9 },
  ];
  expect(bucketHistogram(buckets, undefined)).toMatchObject({ boundsMs: [5, 10], cumulative: [9, 9], total: 12 });
});

const counts = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 6, maxLength: 6 })
  .filter((all) => all.some((one) => one > 0));

test('service times have the measured mean, and their share up to every bucket is the measured one', () => {
  fc.assert(
    fc.property(counts, fc.double({ min: 0.3, max: 0.7, noNaN: true }), (all, place) => {
      const total = all.reduce((sum, one) => sum + one, 0);
      const meanMs = all.reduce((sum, one, index) => {
        const [from, to] = [BOUNDS[index - 1] ?? 0, BOUNDS[index] ?? 0];
        return sum + (one / total) * (from + place * (to - from));
      }, 0);
      const points = quantilePoints(of(all, meanMs));
      expect(meanServiceMs({ kind: 'quantiles', points })).toBeCloseTo(meanMs, 6);
      points.slice(1).forEach(([share, ms], index) => {
        expect(share).toBeGreaterThanOrEqual(points[index]![0]);
        expect(ms).toBeGreaterThanOrEqual(points[index]![1]);
      });
      let below = 0;
      BOUNDS.forEach((bound, index) => {
        below += all[index]! / total;
        const last = points.filter(([, ms]) => ms <= bound).at(-1)?.[0] ?? 0;
        expect(last).toBeCloseTo(below, 9);
      });
    }),
  );
});

test('a mean that no placement in the buckets gives moves requests to the ends of their buckets, not out of them', () => {
  const points = quantilePoints(of([0, 100], 50));
  expect(points.at(-1)).toEqual([1, 10]);
  expect(points[0]).toEqual([0, 5]);
});
