import { MAIN_SHAPE } from '../plan';
import { observationOf } from '../testing/evidence';
import { medianOf, speedUp, summarize, undisturbedMs } from './summary';

const steady = (ms: number): number[] => Array.from({ length: 20 }, (_, index) => ms + (index % 4) * 0.1);

test('latency, throughput and CPU of a variant are pooled over its processes', () => {
  const observations = [observationOf('int8', 0, [10, 10, 10, 10]), observationOf('int8', 1, [20, 20, 20, 20])];
  expect(summarize(observations, 'int8', MAIN_SHAPE)).toMatchObject({
    p50Ms: 10,
    p95Ms: 20,
    throughputRps: 1000 / 15,
    cpuSecondsPer1000: 15,
    calls: 8,
  });
});

test('the speed-up compares rounds in which both ran, and its interval holds the ratio', () => {
  const observations = [0, 1, 2].flatMap((round) => [
    observationOf('fp32', round, steady(30)),
    observationOf('int8', round, steady(20)),
  ]);
  const found = speedUp([...observations, observationOf('fp32', 9, steady(900))], 'fp32', 'int8', MAIN_SHAPE);
  expect(found?.ratio).toBeCloseTo(1.5, 2);
  expect(found?.interval.low).toBeLessThanOrEqual(found?.ratio ?? 0);
  expect(found?.interval.high).toBeGreaterThanOrEqual(found?.ratio ?? 9);
  expect(found?.interval.low).toBeGreaterThan(1.4);
});

test('a minute in which everything is slow changes nothing', () => {
  const observations = [1, 1, 4].flatMap((slowness, round) => [
    observationOf('fp32', round, steady(30 * slowness)),
    observationOf('int8', round, steady(15 * slowness)),
  ]);
  const found = speedUp(observations, 'fp32', 'int8', MAIN_SHAPE);
  expect(found?.ratio).toBeCloseTo(2, 1);
  expect(found?.interval.high).toBeLessThan(2.1);
});

test('rounds that disagree make a wide interval, even where each round is steady', () => {
  const observations = [30, 21].flatMap((ms, round) => [
    observationOf('fp32', round, steady(ms)),
    observationOf('int8', round, steady(20)),
  ]);
  expect(speedUp(observations, 'fp32', 'int8', MAIN_SHAPE)?.interval).toMatchObject({ low: expect.closeTo(1.05, 1) as number });
});

test('the undisturbed time is that of the fastest round', () => {
  const observations = [18, 12.5, 19, 26].map((ms, round) => observationOf('int8', round, steady(ms)));
  expect(undisturbedMs(observations, 'int8', MAIN_SHAPE)).toBeCloseTo(12.6);
  expect(undisturbedMs(observations, 'fp32', MAIN_SHAPE)).toBeUndefined();
});

test('a variant that was not measured has neither summary nor speed-up', () => {
  const observations = [observationOf('fp32', 0, [1])];
  expect(summarize(observations, 'int8', MAIN_SHAPE)).toBeUndefined();
  expect(speedUp(observations, 'fp32', 'int8', MAIN_SHAPE)).toBeUndefined();
});

test('load time is the median of fresh processes', () => {
  const observations = [90, 100, 500].map((coldLoadMs, round) => ({ ...observationOf('fp32', round, [1]), coldLoadMs }));
  expect(medianOf(observations, 'fp32', (one) => one.coldLoadMs)).toBe(100);
});
