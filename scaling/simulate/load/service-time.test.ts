import { RandomStream } from '../../../contract/random';
import type { ServiceTime } from '../workload';
import { meanServiceMs, ServiceTimes } from './service-time';

const DISTRIBUTIONS: readonly ServiceTime[] = [
  { kind: 'deterministic', ms: 12 },
  { kind: 'exponential', meanMs: 8 },
  { kind: 'lognormal', p50Ms: 10, p95Ms: 25 },
  {
    kind: 'quantiles',
    points: [
      [0, 5],
      [0.5, 10],
      [0.9, 20],
      [1, 60],
    ],
  },
  {
    kind: 'quantiles',
    points: [
      [0.1, 5],
      [0.9, 20],
    ],
  },
  { kind: 'samples', ms: [3, 4, 50] },
];

function draw(spec: ServiceTime, count: number): number[] {
  const times = new ServiceTimes(spec, new RandomStream(1, 'service'));
  return Array.from({ length: count }, () => times.next());
}

test.each(DISTRIBUTIONS)('drawn service times have the mean that is expected of them: %j', (spec) => {
  const drawn = draw(spec, 400_000);
  const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length;
  expect(Math.abs(mean / meanServiceMs(spec) - 1)).toBeLessThan(0.01);
});

test('a lognormal has the median and the 95th percentile that it is given by', () => {
  const drawn = draw({ kind: 'lognormal', p50Ms: 10, p95Ms: 25 }, 200_000).sort((one, other) => one - other);
  expect(drawn[100_000]).toBeCloseTo(10, 0);
  expect(drawn[190_000]).toBeCloseTo(25, 0);
});

test('one random number makes one service time: slower service keeps the order of requests', () => {
  const fast = draw({ kind: 'exponential', meanMs: 5 }, 100);
  const slow = draw({ kind: 'exponential', meanMs: 10 }, 100);
  slow.forEach((ms, index) => expect(ms).toBeCloseTo(2 * (fast[index] ?? 0), 9));
});
