import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Annotations,
  type AutoscalerConfig,
  DEFAULT_AUTOSCALER_CONFIG,
  type DeciderSpec,
  type KpaStatus,
  type MetricTarget,
  type PodAutoscaler,
  type Reachability,
  activatorCount,
  decideScale,
  initialScale,
  makeDecider,
  newKpaStatus,
  parseAutoscalerConfig,
  resolveMetricTarget,
  sampleSize,
  statusAfter,
  validateAnnotations,
} from '../kpa';

function table(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '../../tests/conformance/upstream', `${name}.json`), 'utf8'));
}

type ConfigChanges = Partial<AutoscalerConfig>;

interface Case {
  readonly name: string;
  readonly config?: ConfigChanges;
  readonly annotations?: Annotations;
}

const NOW_MS = 1_780_000_000_000;

describe('annotations: what the webhook rejects', () => {
  const { cases } = table('kpa-annotation-validation') as { cases: (Case & { want: { path: string; message: string }[] })[] };

  test.each(cases.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const config = { ...DEFAULT_AUTOSCALER_CONFIG, ...item.config };
    const problems = validateAnnotations(item.annotations ?? {}, config).filter(({ effect }) => effect === 'rejected');
    const lines = (found: readonly { path: string; message: string }[]): string[] =>
      found.map(({ path, message }) => `${path}: ${message}`).sort();

    expect(lines(problems)).toEqual(lines(item.want));
  });
});

describe('config-autoscaler: what is read and what is refused', () => {
  const { cases } = table('kpa-config') as {
    cases: (Case & { data: Record<string, string>; wantError?: true; want?: ConfigChanges })[];
  };

  test.each(cases.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const { config, problems } = parseAutoscalerConfig(item.data);

    expect(problems.some(({ effect }) => effect === 'rejected')).toBe(item.wantError === true);
    if (item.want !== undefined) expect(config).toEqual({ ...DEFAULT_AUTOSCALER_CONFIG, ...item.want });
  });
});

type PodAutoscalerCase = Case & PodAutoscaler;

describe('target of one pod', () => {
  const upstream = table('kpa-target') as { config: ConfigChanges; cases: (PodAutoscalerCase & { want: MetricTarget })[] };

  test.each(upstream.cases.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const config = { ...DEFAULT_AUTOSCALER_CONFIG, ...upstream.config, ...item.config };

    expect(resolveMetricTarget(item, config)).toEqual(item.want);
  });
});

describe('decider', () => {
  const upstream = table('kpa-decider') as {
    config: ConfigChanges;
    TestMakeDecider: (PodAutoscalerCase & { want: DeciderSpec })[];
    TestGetInitialScale: (Case & { annotation?: string; want: number })[];
  };

  test.each(upstream.TestMakeDecider.map((item) => [item.name, item] as const))('%s', (_, item) => {
    expect(makeDecider(item, { ...DEFAULT_AUTOSCALER_CONFIG, ...upstream.config, ...item.config })).toEqual(item.want);
  });

  test.each(upstream.TestGetInitialScale.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const annotations = item.annotation === undefined ? {} : { 'autoscaling.knative.dev/initial-scale': item.annotation };
    const pa: PodAutoscaler = { annotations, containerConcurrency: 0, reachability: '' };

    expect(initialScale(pa, { ...DEFAULT_AUTOSCALER_CONFIG, ...item.config })).toBe(item.want);
  });
});

describe('scale-to-zero state machine', () => {
  interface ScalerCase extends Case {
    readonly startReplicas: number;
    readonly scaleTo: number;
    readonly minScale?: number;
    readonly maxScale?: number;
    readonly status?: { active: 'True' | 'False' | 'Unknown'; sinceSeconds: number };
    readonly initialized?: true;
    readonly mode?: 'Proxy';
    readonly proxySeconds?: number;
    readonly reachability?: Reachability;
    readonly probe?: 'fails' | 'must not be asked';
    readonly want: number;
    readonly wantApply: boolean;
    readonly wantRequeues?: number;
    readonly wantAsyncProbes?: number;
  }
  const upstream = table('kpa-scaler') as {
    config: ConfigChanges;
    progressDeadlineSeconds: number;
    TestScaler: ScalerCase[];
    TestDisableScaleToZero: ScalerCase[];
  };

  function decide(item: ScalerCase, config: AutoscalerConfig): ReturnType<typeof decideScale> {
    const bounds: Record<string, string> = {};
    if (item.minScale !== undefined) bounds['autoscaling.knative.dev/min-scale'] = String(item.minScale);
    if (item.maxScale !== undefined) bounds['autoscaling.knative.dev/max-scale'] = String(item.maxScale);
    const { active, sinceSeconds } = item.status ?? { active: 'Unknown', sinceSeconds: 0 };
    const status: KpaStatus = {
      ...newKpaStatus(NOW_MS),
      active: { status: active, reason: '', sinceMs: NOW_MS - sinceSeconds * 1000 },
      scaleTargetInitialized: item.initialized === true,
      mode: item.mode ?? 'Serve',
      proxySinceMs: item.proxySeconds === undefined ? undefined : NOW_MS - item.proxySeconds * 1000,
    };
    return decideScale({
      podAutoscaler: {
        annotations: { ...bounds, ...item.annotations },
        containerConcurrency: 0,
        reachability: item.reachability ?? '',
      },
      config,
      status,
      desiredScale: item.scaleTo,
      nowMs: NOW_MS,
      progressDeadlineMs: upstream.progressDeadlineSeconds * 1000,
      probeActivator: () => {
        if (item.probe === 'must not be asked') throw new Error('the activator was probed');
        return item.probe !== 'fails';
      },
    });
  }

  test.each(upstream.TestScaler.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const decision = decide(item, { ...DEFAULT_AUTOSCALER_CONFIG, ...upstream.config, ...item.config });

    expect(decision.want).toBe(item.want);
    expect(decision.apply && decision.want !== item.startReplicas).toBe(item.wantApply);
    expect(decision.requeueAfterMs === undefined ? 0 : 1).toBe(item.wantRequeues);
    expect(decision.startProbe === undefined ? 0 : 1).toBe(item.wantAsyncProbes);
  });

  test.each(upstream.TestDisableScaleToZero.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const active: ScalerCase = { ...item, status: { active: 'True', sinceSeconds: 0 }, reachability: 'Reachable' };
    const decision = decide(active, { ...DEFAULT_AUTOSCALER_CONFIG, ...upstream.config, enableScaleToZero: false });

    expect(decision.want).toBe(item.want);
    expect(decision.apply && decision.want !== item.startReplicas).toBe(item.wantApply);
  });
});

describe('status', () => {
  const upstream = table('kpa-status') as {
    TestComputeActivatorNum: (Case &
      Pick<DeciderSpec, 'totalValue' | 'targetBurstCapacity' | 'activatorCapacity'> & { pods: number; want: number })[];
    TestComputeStatus: (Case & {
      actualScale: number | null;
      desiredScale: number | null;
      ready: number;
      want: number;
      wantActualScale: number;
      wantDesiredScale: number;
    })[];
    computeActiveCondition: {
      cases: { want: number; ready: number; minScale: number; status: KpaStatus['active']['status']; becomes: string }[];
    };
  };
  const unbounded: PodAutoscaler = { annotations: {}, containerConcurrency: 0, reachability: 'Reachable' };

  test.each(upstream.TestComputeActivatorNum.map((item) => [item.name, item] as const))('activators: %s', (_, item) => {
    const spec = { ...makeDecider(unbounded, DEFAULT_AUTOSCALER_CONFIG), ...item };

    expect(activatorCount(item.pods, spec)).toBe(item.want);
  });

  test.each(upstream.TestComputeStatus.map((item) => [item.name, item] as const))('scales: %s', (_, item) => {
    const before = { ...newKpaStatus(NOW_MS), actualScale: item.actualScale ?? 0, desiredScale: item.desiredScale ?? -1 };
    const after = statusAfter(unbounded, DEFAULT_AUTOSCALER_CONFIG, before, item.want, item.ready, NOW_MS);

    expect(after.actualScale).toBe(item.wantActualScale);
    expect(after.desiredScale).toBe(item.wantDesiredScale);
  });

  test.each(upstream.computeActiveCondition.cases)(
    'want $want, $ready ready of at least $minScale, Active $status becomes $becomes',
    ({ want, ready, minScale, status, becomes }) => {
      const pa: PodAutoscaler = { ...unbounded, annotations: { 'autoscaling.knative.dev/min-scale': String(minScale) } };
      const before: KpaStatus = {
        ...newKpaStatus(NOW_MS),
        scaleTargetInitialized: true,
        active: { status, reason: '', sinceMs: NOW_MS - 5 },
      };

      expect(statusAfter(pa, DEFAULT_AUTOSCALER_CONFIG, before, want, ready, NOW_MS).active.status).toBe(becomes);
    },
  );
});

test.each((table('kpa-sample-size') as { cases: { pods: number; want: number }[] }).cases)(
  'of $pods pods $want are scraped',
  ({ pods, want }) => expect(sampleSize(pods)).toBe(want),
);
