import { type AutoscaledRollout, type AutoscaledStep, type Measure, runAutoscaledRollout, toHpaPod } from './autoscaled-rollout';
import type { HpaSpec } from '../hpa';
import type { IntOrPercent } from './types';

const DEPLOY_MS = 200_000;

/** 305 of work for 10 each: 31 pods needed, whoever shares them. */
const CONSTANT_LOAD: Measure = () => ({ pods: [], externalMetricsMilli: { load: [305_000] } });

/** Every pod that runs uses the same share of its memory, busy or not. */
function memoryUse(percent: number): Measure {
  const containers = [{ name: 'app', requestsMilli: { memory: 100_000 } }];
  return ({ pods }, nowMs) => ({
    pods: pods.map((pod) => toHpaPod(pod, containers)),
    resources: {
      memory: pods.map(({ phase }) =>
        phase === 'Running'
          ? { atMs: nowMs, windowMs: 30_000, containers: [{ name: 'app', usageMilli: percent * 1000 }] }
          : undefined,
      ),
    },
  });
}

function scenario(maxSurge: IntOrPercent): AutoscaledRollout & { readonly hpa: HpaSpec } {
  return {
    deployment: { replicas: 31, strategy: { rollingUpdate: { maxSurge, maxUnavailable: 0 } } },
    hpa: {
      maxReplicas: 90,
      metrics: [{ type: 'External', external: { metric: { name: 'load' }, target: { type: 'AverageValue', averageValue: 10 } } }],
    },
    settings: { kubernetesVersion: '1.37' },
    podTimes: () => ({ startsAfterMs: 2_000, readyAfterMs: 60_000, goneAfterMs: 30_000 }),
    measure: CONSTANT_LOAD,
    deploysAtMs: [DEPLOY_MS],
    hpaCreatedAtMs: 180_000,
    endMs: 900_000,
  };
}

function run(maxSurge: IntOrPercent, different: Partial<AutoscaledRollout>): readonly AutoscaledStep[] {
  return runAutoscaledRollout({ ...scenario(maxSurge), ...different });
}

function written(steps: readonly AutoscaledStep[]): number[] {
  return steps.map(({ replicas }) => replicas);
}

describe('an External AverageValue target during a rollout under constant load', () => {
  test('takes a surge within the tolerance for the new count (kubernetes/kubernetes#138505)', () => {
    const steps = run(2, {});
    const deploy = steps.findIndex(({ atMs }) => atMs >= DEPLOY_MS);
    expect(steps[deploy - 1]).toMatchObject({ specReplicas: 31, statusReplicas: 31, replicas: 31 });
    expect(steps[deploy]).toMatchObject({ specReplicas: 31, statusReplicas: 33, replicas: 33 });
  });

  test('without scale-down stabilization spec.replicas flips between 31 and 33 at every sync of the rollout', () => {
    const steps = run(2, { settings: { kubernetesVersion: '1.37', downscaleStabilizationSeconds: 0 } });
    const during = steps.filter(({ atMs }) => atMs >= DEPLOY_MS);
    expect(written(during)).toEqual(during.map((_, index) => (index % 2 === 0 ? 33 : 31)));
  });

  test('a tolerance of zero for scaling down keeps the count', () => {
    const { hpa } = scenario(2);
    const steps = run(2, { hpa: { ...hpa, behavior: { scaleDown: { tolerance: 0 } } } });
    expect(new Set(written(steps))).toEqual(new Set([31]));
  });

  test('a surge beyond the tolerance changes nothing', () => {
    expect(new Set(written(run('25%', {})))).toEqual(new Set([31]));
  });
});

describe('a target that every pod uses alike, busy or not', () => {
  const idle = (maxSurge: IntOrPercent): readonly AutoscaledStep[] =>
    run(maxSurge, {
      deployment: { replicas: 10, strategy: { rollingUpdate: { maxSurge, maxUnavailable: 0 } } },
      hpa: {
        minReplicas: 10,
        maxReplicas: 40,
        metrics: [{ type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } }],
      },
      measure: memoryUse(60),
    });

  test('counts surge pods as need although usage is below target: 10 pods go up by the surge, sync by sync (kubernetes/kubernetes#72775)', () => {
    const steps = idle('50%').filter(({ atMs }) => atMs >= DEPLOY_MS);
    expect(written(steps).slice(0, 4)).toEqual([12, 14, 16, 18]);
  });

  test('ends at maxReplicas with half as many again on top (kubernetes/kubernetes#84142)', () => {
    const steps = idle('50%');
    expect(Math.max(...written(steps))).toBe(40);
    expect(Math.max(...steps.map(({ statusReplicas }) => statusReplicas))).toBe(60);
  });

  test('is left alone where usage times the pods with the surge stays below the count', () => {
    // 60 of 80 over 13 pods is 9.75.
    expect(new Set(written(idle('25%')))).toEqual(new Set([10]));
  });
});

test('the first sync of a new HPA is immediate from 1.37 on, and a period later before', () => {
  const firstSyncMs = (kubernetesVersion: string): number | undefined => run(2, { settings: { kubernetesVersion } })[0]?.atMs;
  expect([firstSyncMs('1.36'), firstSyncMs('1.37')]).toEqual([195_000, 180_000]);
});
