import { type Arrivals, ScenarioArrivals, TraceArrivals } from './arrivals';
import { RandomStream } from '../../../contract/random';

function all(arrivals: Arrivals): number[] {
  const times: number[] = [];
  while (arrivals.nextMs !== Infinity) {
    times.push(arrivals.nextMs);
    arrivals.advance();
  }
  return times;
}

test('uniform arrivals are sent in the middle of their share of the time, as the load generator does', () => {
  expect(all(new ScenarioArrivals([{ seconds: 2, rps: 2 }], undefined))).toEqual([250, 750, 1250, 1750]);
});

test('a ramp from 0 to 10 rps over 4 s sends 20 requests, the k-th when k + 1/2 are due', () => {
  const times = all(new ScenarioArrivals([{ seconds: 4, from: 0, to: 10 }], undefined));
  expect(times).toHaveLength(20);
  times.forEach((ms, k) => expect(1.25 * (ms / 1000) ** 2).toBeCloseTo(k + 0.5, 9));
});

test('a falling ramp and a phase without load are passed', () => {
  const phases = [
    { seconds: 2, from: 10, to: 0 },
    { seconds: 5, rps: 0 },
    { seconds: 1, rps: 4 },
  ];
  const times = all(new ScenarioArrivals(phases, undefined));
  expect(times.filter((ms) => ms < 2000)).toHaveLength(10);
  expect(times.slice(10)).toEqual([7125, 7375, 7625, 7875]);
});

test('Poisson arrivals have the offered rate and exponential gaps', () => {
  const times = all(new ScenarioArrivals([{ seconds: 1000, rps: 100 }], new RandomStream(3, 'arrivals')));
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
