import { ramp, replicasAfter, secondsToReach } from './policy-arithmetic';

const BOUNDS = { minReplicas: 1, maxReplicas: 20 };

test('without behavior one pod becomes four, then doubles every sync', () => {
  expect(ramp(BOUNDS, 1, 20).steps).toEqual([
    { seconds: 0, replicas: 4 },
    { seconds: 15, replicas: 8 },
    { seconds: 30, replicas: 16 },
    { seconds: 45, replicas: 20 },
  ]);
});

test('without behavior scaling down happens at once, after the five minutes of stabilization', () => {
  const down = ramp(BOUNDS, 20, 1);
  expect(down.steps).toEqual([{ seconds: 300, replicas: 1 }]);
  expect(replicasAfter(down, 299)).toBe(20);
  expect(replicasAfter(down, 300)).toBe(1);
  expect(ramp(BOUNDS, 20, 1, { settings: { downscaleStabilizationSeconds: 60 } }).steps[0]?.seconds).toBe(60);
});

test('one pod a minute takes 18 minutes from 1 to 20, because the first one comes at once', () => {
  const behavior = { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } };
  const up = ramp({ ...BOUNDS, behavior }, 1, 20);
  expect(secondsToReach(up, 2)).toBe(0);
  expect(secondsToReach(up, 20)).toBe(18 * 60);
  expect(replicasAfter(up, 5 * 60)).toBe(7);
});

test('a stabilization window delays scaling up by its length', () => {
  const behavior = { scaleUp: { stabilizationWindowSeconds: 120 } };
  expect(ramp({ ...BOUNDS, behavior }, 2, 6).steps).toEqual([{ seconds: 105, replicas: 6 }]);
});

test('a disabled direction never gets there', () => {
  const up = ramp({ ...BOUNDS, behavior: { scaleUp: { selectPolicy: 'Disabled' } } }, 2, 6);
  expect(up.steps).toEqual([]);
  expect(secondsToReach(up, 6)).toBeUndefined();
  expect(secondsToReach(up, 2)).toBe(0);
});

test('the bounds end the ramp', () => {
  expect(secondsToReach(ramp(BOUNDS, 1, 500), 20)).toBe(45);
  expect(ramp(BOUNDS, 1, 500).steps.at(-1)).toEqual({ seconds: 45, replicas: 20 });
});
