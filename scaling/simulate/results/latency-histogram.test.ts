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

test('a cleared histogram is empty, and then like a new one', () => {
  const [used, fresh] = [new LatencyHistogram(), new LatencyHistogram()];
  for (const ms of [1, 5, 90, 40_000]) used.record(ms);
  used.clear();
  expect(used.count).toBe(0);
  expect(used.percentile(0.5)).toBeNaN();
  for (const ms of [2, 1000]) for (const one of [used, fresh]) one.record(ms);
  for (const share of [0, 0.5, 0.51, 1]) expect(used.percentile(share)).toBe(fresh.percentile(share));
  expect(used.countAbove(50)).toBe(1);
});

test('requests that were never answered count as later than all that were', () => {
  const histogram = new LatencyHistogram();
  for (const ms of [10, 20, 30, 40]) histogram.record(ms);
  expect(histogram.percentile(0.8, 1)).toBe(histogram.percentile(1));
  expect(histogram.percentile(0.81, 1)).toBe(Infinity);
  expect(new LatencyHistogram().percentile(0.5, 3)).toBe(Infinity);
});
