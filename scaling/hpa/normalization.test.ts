import { HpaController } from './controller';
import { DEFAULT_CONTROLLER_SETTINGS, type ControllerSettings } from './defaults';
import type { HpaBehavior, HpaSpec, SyncResult } from './types';

/** A controller whose metric demands exactly so many replicas, one sync at a time. */
class Demanding {
  private replicas: number;
  private readonly controller: HpaController;

  public constructor(
    from: number,
    behavior?: HpaBehavior,
    settings: Partial<ControllerSettings> = {},
    spec: Partial<HpaSpec> = {},
  ) {
    const target = { type: 'AverageValue', averageValue: 1 };
    const metrics = [{ type: 'External', external: { metric: { name: 'demand' }, target } }];
    this.replicas = from;
    this.controller = new HpaController(
      { minReplicas: 1, maxReplicas: 100, metrics, behavior, ...spec },
      { tolerance: 0, ...settings },
    );
  }

  public sync(seconds: number, demand: number, current = this.replicas): SyncResult {
    const externalMetricsMilli = { demand: [demand * 1000] };
    const result = this.controller.sync(seconds * 1000, {
      specReplicas: current,
      statusReplicas: current,
      pods: [],
      externalMetricsMilli,
    });
    this.replicas = result.replicas;
    return result;
  }
}

function limited(result: SyncResult): string {
  return `${result.replicas} ${result.conditions.ScalingLimited?.status ?? ''} ${result.conditions.ScalingLimited?.reason ?? ''}`;
}

function able(result: SyncResult): string {
  return `${result.replicas} ${result.conditions.AbleToScale?.reason ?? ''}`;
}

describe('without behavior', () => {
  test('one sync at most doubles the replicas, or makes them four', () => {
    expect(limited(new Demanding(1).sync(0, 50))).toBe('4 True ScaleUpLimit');
    expect(limited(new Demanding(3).sync(0, 50))).toBe('6 True ScaleUpLimit');
    expect(limited(new Demanding(3).sync(0, 6))).toBe('6 False DesiredWithinRange');
  });

  test('the bounds win, and say so', () => {
    expect(limited(new Demanding(60).sync(0, 500))).toBe('100 True TooManyReplicas');
    const down = new Demanding(9, undefined, { downscaleStabilizationSeconds: 0 }, { minReplicas: 3 });
    down.sync(0, 9);
    expect(limited(down.sync(15, 1))).toBe('3 True TooFewReplicas');
  });

  test('scaling down follows the highest recommendation of the last five minutes, one exactly as old included', () => {
    const hpa = new Demanding(10);
    hpa.sync(0, 10);
    expect(able(hpa.sync(15, 2))).toBe('10 ScaleDownStabilized');
    expect(able(hpa.sync(300, 4))).toBe('10 ScaleDownStabilized');
    expect(able(hpa.sync(300.001, 2))).toBe('4 SucceededRescale');
  });

  test('the replicas found at the first sync count as a recommendation', () => {
    const hpa = new Demanding(10);
    expect(able(hpa.sync(0, 2))).toBe('10 ScaleDownStabilized');
    expect(able(hpa.sync(300, 2))).toBe('10 ScaleDownStabilized');
    expect(able(hpa.sync(301, 2))).toBe('2 SucceededRescale');
  });
});

describe('with behavior', () => {
  test('adding an empty behavior changes the scale-up limit from max(2c, 4) to max(c + 4, 2c)', () => {
    expect(new Demanding(1).sync(0, 50).replicas).toBe(4);
    expect(new Demanding(1, {}).sync(0, 50).replicas).toBe(5);
  });

  test('a policy looks back to the start of its period; an event exactly as old as the period is over', () => {
    const hpa = new Demanding(10, { scaleUp: { policies: [{ type: 'Pods', value: 3, periodSeconds: 60 }] } });
    expect(limited(hpa.sync(0, 50))).toBe('13 True ScaleUpLimit');
    expect(limited(hpa.sync(15, 50))).toBe('13 True ScaleUpLimit');
    expect(limited(hpa.sync(59.999, 50))).toBe('13 True ScaleUpLimit');
    expect(limited(hpa.sync(60, 50))).toBe('16 True ScaleUpLimit');
  });

  test('a scale-down within the period gives back what it took', () => {
    const rules = { policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }], stabilizationWindowSeconds: 0 };
    const hpa = new Demanding(10, { scaleUp: rules, scaleDown: rules });
    expect(hpa.sync(0, 20).replicas).toBe(12);
    expect(hpa.sync(15, 1).replicas).toBe(8);
    expect(hpa.sync(30, 20).replicas).toBe(12);
  });

  test('percent rounds up going up, and down to a whole pod going down', () => {
    const rules = { policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }], stabilizationWindowSeconds: 0 };
    expect(new Demanding(5, { scaleUp: rules }).sync(0, 50).replicas).toBe(6);
    expect(new Demanding(5, { scaleDown: rules }).sync(0, 1).replicas).toBe(4);
  });

  test('Max takes the policy that changes most, Min the one that changes least, Disabled none', () => {
    const policies = [
      { type: 'Pods', value: 1, periodSeconds: 15 },
      { type: 'Percent', value: 50, periodSeconds: 15 },
    ];
    const up = (selectPolicy: string): number => new Demanding(10, { scaleUp: { policies, selectPolicy } }).sync(0, 90).replicas;
    const down = (selectPolicy: string): number =>
      new Demanding(10, { scaleDown: { policies, selectPolicy, stabilizationWindowSeconds: 0 } }).sync(0, 1).replicas;
    expect([up('Max'), up('Min'), up('Disabled')]).toEqual([15, 11, 10]);
    expect([down('Max'), down('Min'), down('Disabled')]).toEqual([5, 9, 10]);
  });

  test('a policy of the greatest integer overflows and stops all scaling up', () => {
    const policies = [{ type: 'Pods', value: 2 ** 31 - 1, periodSeconds: 15 }];
    expect(limited(new Demanding(10, { scaleUp: { policies } }).sync(0, 20))).toBe('10 True ScaleUpLimit');
  });

  test('a disabled direction reports a rate limit', () => {
    expect(
      limited(new Demanding(10, { scaleDown: { selectPolicy: 'Disabled', stabilizationWindowSeconds: 0 } }).sync(0, 1)),
    ).toBe('10 True ScaleDownLimit');
  });

  test('scaling up waits until every recommendation of its window agrees; one exactly as old is out', () => {
    const hpa = new Demanding(2, { scaleUp: { stabilizationWindowSeconds: 60 } });
    expect(able(hpa.sync(0, 6))).toBe('2 ScaleUpStabilized');
    expect(able(hpa.sync(30, 5))).toBe('2 ScaleUpStabilized');
    expect(able(hpa.sync(60, 6))).toBe('5 SucceededRescale');
  });

  test('scaling down takes its window from the controller when behavior names none', () => {
    const hpa = new Demanding(10, {}, { downscaleStabilizationSeconds: 60 });
    hpa.sync(0, 10);
    expect(able(hpa.sync(59, 2))).toBe('10 ScaleDownStabilized');
    expect(able(hpa.sync(60, 2))).toBe('2 SucceededRescale');
  });
});

test('a count outside the bounds is corrected at once, whatever the metrics say', () => {
  const above = new Demanding(200).sync(0, 500);
  expect(able(above)).toBe('100 SucceededRescale');
  expect(above.events).toEqual([
    {
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message: 'New size: 100; reason: Current number of replicas above Spec.MaxReplicas',
    },
  ]);
  expect(above.conditions.ScalingActive).toBeUndefined();
  expect(able(new Demanding(2, {}, {}, { minReplicas: 5 }).sync(0, 1))).toBe('5 SucceededRescale');
});

describe('tolerance', () => {
  const behavior = { scaleUp: { tolerance: '0.2' }, scaleDown: { tolerance: 0, stabilizationWindowSeconds: 0 } };
  const demandOf11 = (settings: Partial<ControllerSettings>): number =>
    new Demanding(10, behavior, settings).sync(0, 11).replicas;

  test('per direction is alpha before 1.35 and on by default from then', () => {
    expect(demandOf11({ kubernetesVersion: '1.34' })).toBe(11);
    expect(demandOf11({ kubernetesVersion: '1.34', featureGates: { HPAConfigurableTolerance: true } })).toBe(10);
    expect(demandOf11({ kubernetesVersion: '1.35' })).toBe(10);
    expect(demandOf11({ kubernetesVersion: '1.35', featureGates: { HPAConfigurableTolerance: false } })).toBe(11);
  });

  test('from 1.37 on the gate cannot be turned off', () => {
    expect(demandOf11({ kubernetesVersion: '1.37', featureGates: { HPAConfigurableTolerance: false } })).toBe(10);
  });

  test("the controller's own holds both ways and includes its ends", () => {
    const { tolerance } = DEFAULT_CONTROLLER_SETTINGS;
    expect(new Demanding(10, undefined, { tolerance }).sync(0, 11).replicas).toBe(10);
    expect(new Demanding(10, undefined, { tolerance }).sync(0, 12).replicas).toBe(12);
  });
});
