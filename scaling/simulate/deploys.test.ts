import { scenarioSchema } from '../../contract/scenario';
import type { SimulationConfig } from './config';
import { simulate } from './simulate';
import { exampleConfig, exampleWorkload } from './testing/config';

/** Ten pods under an even load, and a new template at second 100. */
function deployed(different: Partial<SimulationConfig>): ReturnType<typeof simulate> {
  const scenario = scenarioSchema.parse({ phases: [{ seconds: 400, rps: 100 }], arrivals: 'uniform' });
  return simulate(
    exampleConfig({
      load: { kind: 'scenario', scenario },
      workload: exampleWorkload({ concurrency: 4 }),
      autoscaler: { kind: 'fixed', replicas: 10 },
      deploys: [{ atSeconds: 100 }],
      ...different,
    }),
    1,
  );
}

test('a rolling update stays within its surge and what may be unavailable, and no request is lost', () => {
  const { deploys, totals } = deployed({ deployment: { strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: '20%' } } } });
  expect(deploys).toMatchObject([{ neededPods: 10, peakPods: 13, peakReplicas: 10, leastReadyPods: 8, settledAfterSeconds: 0 }]);
  expect(deploys[0]!.rolledOutAfterSeconds).toBeGreaterThan(5);
  expect(totals.refused).toBe(0);
});

test('Recreate takes all pods away before the first new one starts, and requests fail meanwhile', () => {
  const { deploys, totals } = deployed({ deployment: { strategy: { type: 'Recreate' } } });
  expect(deploys).toMatchObject([{ peakPods: 10, leastReadyPods: 0 }]);
  expect(totals.refused).toBeGreaterThan(200);
});

test('minReadySeconds holds every step back', () => {
  const rolledOutAfter = (minReadySeconds: number): number =>
    deployed({ deployment: { minReadySeconds } }).deploys[0]!.rolledOutAfterSeconds ?? Infinity;
  expect(rolledOutAfter(30) - rolledOutAfter(0)).toBeGreaterThan(40);
});

test('a template whose pods never get ready stops at the surge, and the deadline is exceeded', () => {
  const [deploy] = deployed({
    deployment: { strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } }, progressDeadlineSeconds: 60 },
    deploys: [{ atSeconds: 100, podsGetReady: false }],
  }).deploys;
  expect(deploy).toMatchObject({ peakPods: 15, leastReadyPods: 10, rolledOutAfterSeconds: null, deadlineExceeded: true });
});

test('a paused Deployment rolls nothing out', () => {
  const [deploy] = deployed({ deployment: { paused: true } }).deploys;
  expect(deploy).toMatchObject({ peakPods: 10, leastReadyPods: 10, rolledOutAfterSeconds: null, deadlineExceeded: false });
});

test('a second deploy in the middle of the first is followed on its own', () => {
  const { deploys } = deployed({ deploys: [{ atSeconds: 100 }, { atSeconds: 106 }] });
  expect(deploys).toHaveLength(2);
  expect(deploys[0]!.rolledOutAfterSeconds).toBeNull();
  expect(deploys[1]!.rolledOutAfterSeconds).toBeGreaterThan(0);
});

test('without a deploy there is nothing to tell', () => {
  expect(deployed({ deploys: [] }).deploys).toEqual([]);
});
