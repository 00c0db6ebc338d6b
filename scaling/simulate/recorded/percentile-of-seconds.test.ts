import { percentileOfSeconds } from './percentile-of-seconds';

const quick = (ok: number) => ({ ok, p50: 10, p95: 10 });

test('a busy second counts for its requests, not as one second', () => {
  // Nine quiet seconds of one answer, one slow second of ninety: the median of the p95s of seconds would be 10 ms.
  const seconds = [...Array.from({ length: 9 }, () => quick(1)), { ok: 90, p50: 1000, p95: 2000 }];
  expect(percentileOfSeconds(seconds, 0.5)).toBeGreaterThanOrEqual(1000);
  expect(percentileOfSeconds(seconds, 0.95)).toBe(2000);
});

test('seconds without answers do not count; without any answer there is no percentile', () => {
  const silent = { ok: 0, p50: null, p95: null };
  expect(percentileOfSeconds([silent, quick(3), silent], 0.95)).toBe(10);
  expect(percentileOfSeconds([silent], 0.95)).toBeNaN();
});
