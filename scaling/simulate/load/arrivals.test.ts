import { ScenarioArrivals } from '../../../contract/arrivals';
import type { Phase } from '../../../contract/scenario';
import { type Arrivals, TraceArrivals } from './arrivals';

function all(arrivals: Arrivals): number[] {
  const times: number[] = [];
  while (arrivals.nextMs !== Infinity) {
    times.push(arrivals.nextMs);
    arrivals.advance();
  }
  return times;
}

function uniform(phases: readonly Phase[]): ScenarioArrivals {
  return new ScenarioArrivals({ phases, arrivals: 'uniform' }, 1);
}

test('uniform arrivals are sent in the middle of their share of the time, as the load generator does', () => {
  expect(all(uniform([{ seconds: 2, rps: 2 }]))).toEqual([250, 750, 1250, 1750]);
});

test('a ramp from 0 to 10 rps over 4 s sends 20 requests, the k-th when k + 1/2 are due', () => {
  const times = all(uniform([{ seconds: 4, from: 0, to: 10 }]));
  expect(times).toHaveLength(20);
  times.forEach((ms, k) => expect(1.25 * (ms / 1000) ** 2).toBeCloseTo(k + 0.5, 9));
});

test('a falling ramp and a phase without load are passed', () => {
  const phases = [
    { seconds: 2, from: 10, to: 0 },
    { seconds: 5, rps: 0 },
    { seconds: 1, rps: 4 },
  ];
  const times = all(uniform(phases));
  expect(times.filter((ms) => ms < 2000)).toHaveLength(10);
  expect(times.slice(10)).toEqual([7125, 7375, 7625, 7875]);
});

test('Poisson arrivals have the offered rate and exponential gaps', () => {
  const times = all(new ScenarioArrivals({ phases: [{ seconds: 1000, rps: 100 }], arrivals: 'poisson' }, 3));
  const gaps = times.slice(1).map((ms, index) => ms - (times[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  expect(Math.abs(mean / 10 - 1)).toBeLessThan(0.01);
  expect(Math.abs(deviation / mean - 1)).toBeLessThan(0.02);
});

test('a trace is sent as it was recorded', () => {
  expect(all(new TraceArrivals([5, 5, 17.25]))).toEqual([5, 5, 17.25]);
  expect(all(new TraceArrivals([]))).toEqual([]);
});
