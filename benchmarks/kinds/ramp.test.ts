import { scenarioSchema } from '../../contract/scenario';
import { highPhase, rampOf } from './ramp';

const scenario = (phases: object[]) => scenarioSchema.parse({ phases });

test('the high phase is the first that reaches the highest rate, ramps included', () => {
  expect(
    highPhase(
      scenario([
        { seconds: 10, rps: 3 },
        { seconds: 20, rps: 30 },
        { seconds: 5, rps: 30 },
      ]),
    ),
  ).toEqual({ from: 10, to: 30 });
  expect(
    highPhase(
      scenario([
        { seconds: 10, rps: 3 },
        { seconds: 5, from: 3, to: 40 },
        { seconds: 20, rps: 39 },
      ]),
    ),
  ).toEqual({ from: 10, to: 15 });
});

test('the ramp lasts from the load step until the most replicas are ready', () => {
  const replicas: [number, number][] = [
    [0, 1],
    [10, 1],
    [20, 2],
    [25, 3],
    [40, 3],
    [60, 1],
  ];
  expect(rampOf(replicas, { from: 10, to: 50 })).toEqual({
    timeToMaxSeconds: 15,
    ramp: { from: 10, to: 25 },
    settled: { from: 25, to: 50 },
  });
});

test('a fixed number of replicas is there at once, and the whole high phase is ramp and settled alike', () => {
  const high = { from: 10, to: 50 };
  expect(
    rampOf(
      [
        [0, 2],
        [30, 2],
      ],
      high,
    ),
  ).toEqual({ timeToMaxSeconds: 0, ramp: high, settled: high });
});

test('replicas that came only after the high phase never settled in it', () => {
  const high = { from: 10, to: 20 };
  expect(
    rampOf(
      [
        [0, 1],
        [30, 2],
      ],
      high,
    ),
  ).toEqual({ timeToMaxSeconds: 20, ramp: high, settled: undefined });
});

test('a service that never had a ready pod has no time to its most replicas', () => {
  const high = { from: 0, to: 20 };
  expect(
    rampOf(
      [
        [0, 0],
        [10, 0],
      ],
      high,
    ).timeToMaxSeconds,
  ).toBeUndefined();
  expect(rampOf([], high)).toEqual({ timeToMaxSeconds: undefined, ramp: high, settled: undefined });
});
