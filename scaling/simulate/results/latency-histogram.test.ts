import fc from 'fast-check';
import { LatencyHistogram } from './latency-histogram';

test('any percentile is within 0.8 % of the exact one', () => {
  const latencies = fc.array(fc.double({ min: 0.2, max: 500_000, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const histogram = new LatencyHistogram();
      for (const value of values) histogram.record(value);
      const sorted = [...values].sort((one, other) => one - other);
      const exact = sorted[Math.max(1, Math.ceil(share * values.length)) - 1] ?? 0;
      expect(Math.abs(histogram.percentile(share) / exact - 1)).toBeLessThan(0.008);
    }),
    { seed: 5 },
  );
});

test('adding histograms is recording everything in one, and a cleared one is empty', () => {
  const [left, right, both] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  for (const ms of [1, 5, 90]) for (const one of [left, both]) one.record(ms);
  for (const ms of [2, 1000]) for (const one of [right, both]) one.record(ms);
  left.add(right);
  expect(left.count).toBe(5);
  expect(left.percentile(1)).toBe(both.percentile(1));
  expect(left.countAbove(50)).toBe(2);
  left.clear();
  expect(left.percentile(0.5)).toBeNaN();
});

test('requests that were never answered count as later than all that were', () => {
  const histogram = new LatencyHistogram();
  for (const ms of [10, 20, 30, 40]) histogram.record(ms);
  expect(histogram.percentile(0.8, 1)).toBe(histogram.percentile(1));
  expect(histogram.percentile(0.81, 1)).toBe(Infinity);
  expect(new LatencyHistogram().percentile(0.5, 3)).toBe(Infinity);
});
