import { scenarioSchema } from '../../contract/scenario';
import { highPhase, rampOf } from './ramp';

const scenario = (phases: object[]) => scenarioSchema.parse({ phases });

test('the high phase is the phase with most requests among those near the highest rate', () => {
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
  ).toEqual({ from: 15, to: 35 });
});

test('the autoscaler is not judged by a short spike above a long step, nor by a long calm phase', () => {
  const phases = [
    { seconds: 600, rps: 2 },
    { seconds: 90, rps: 18 },
    { seconds: 600, rps: 2 },
    { seconds: 20, rps: 24 },
  ];
  expect(highPhase(scenario(phases))).toEqual({ from: 600, to: 690 });
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

test('with a fixed number of replicas, ramp and settled time are both the whole high phase', () => {
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
