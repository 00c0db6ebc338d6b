import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  FormulaError,
  type Job,
  type JobPod,
  type PrometheusAnswer,
  type QueueMetrics,
  type ScaledJobSpec,
  type ScaledObjectSpec,
  type Scaler,
  type ScalingStrategy,
  type StrategyInput,
  type Trigger,
  compileFormula,
  countJobs,
  hpaMaxReplicas,
  hpaMinReplicas,
  jobMaxReplicas,
  jobMinReplicas,
  jobScale,
  jobState,
  jobsToDelete,
  overrides,
  parseTrigger,
  prometheusReading,
  requestScale,
  strategyScale,
  validateScaledObject,
  withFallback,
} from '../keda';

function table(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '../../tests/conformance/upstream', `${name}.json`), 'utf8'));
}

const NOW_MS = 1_780_000_000_000;
const REDIS: Trigger = { type: 'redis', metadata: { address: 'redis:6379', listName: 'jobs' } };

function spec(parts: Partial<ScaledObjectSpec>): ScaledObjectSpec {
  return { scaleTargetRef: { name: 'worker' }, triggers: [REDIS], ...parts };
}

describe('0 <-> 1 executor', () => {
  interface ExecutorCase {
    readonly test: string;
    readonly currentReplicas: number;
    readonly isActive: boolean;
    readonly isError: boolean;
    readonly spec: Partial<ScaledObjectSpec>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly want: {
      readonly setReplicas: number | null;
      readonly active: string | null;
      readonly activeReason?: string;
      readonly activeMessage?: string;
      readonly lastActive: boolean;
      readonly ready?: string;
      readonly readyReason?: string;
      readonly paused?: true;
    };
  }
  const { cases } = table('keda-executor') as { cases: ExecutorCase[] };

  test.each(cases.map((item) => [item.test, item] as const))('%s', (_, item) => {
    const { currentReplicas, isActive, isError, want } = item;
    const outcome = requestScale({
      scaledObject: { name: 'name', annotations: item.annotations, spec: spec(item.spec) },
      isActive,
      isError,
      currentReplicas,
      lastActiveMs: undefined,
      createdMs: NOW_MS - 1000,
      nowMs: NOW_MS,
    });

    expect(outcome.setReplicas ?? null).toBe(want.setReplicas);
    expect(outcome.active?.status ?? null).toBe(want.active);
    expect(outcome.lastActiveMs).toBe(want.lastActive ? NOW_MS : undefined);
    expect(outcome.paused).toBe(want.paused === true);
    if (want.activeReason !== undefined) expect(outcome.active?.reason).toBe(want.activeReason);
    if (want.activeMessage !== undefined) expect(outcome.active?.message).toBe(want.activeMessage);
    if (want.ready !== undefined) expect(outcome.ready.status).toBe(want.ready);
    if (want.readyReason !== undefined) expect(outcome.ready.reason).toBe(want.readyReason);
  });
});

describe('jobs of a ScaledJob', () => {
  const upstream = table('keda-jobs') as {
    strategies: (StrategyInput & { test: string; strategy: ScalingStrategy; wantMaxScale: number; wantScaleTo?: number })[];
    getScalingDecision: {
      test: string;
      minReplicaCount: number;
      running: number;
      pending: number;
      scaleTo: number;
      maxScale: number;
      wantMaxScale: number;
      wantScaleTo: number;
    }[];
    TestGetPendingJobCount: { conditions?: string[]; pods: JobPod[]; want: number }[];
    cleanUp: (Pick<ScaledJobSpec, 'successfulJobsHistoryLimit' | 'failedJobsHistoryLimit'> & {
      test: string;
      jobs: { name: string; completed: string; finished: 'Complete' | 'Failed' }[];
      want: string[];
    })[];
  };
  const state = table('keda-job-state') as {
    cases: {
      test: string;
      minReplicaCount: number;
      maxReplicaCount: number;
      calculation?: string;
      queues: [length: number, target: number, active: boolean][];
      wantActive: boolean;
      wantQueueLength: number;
      wantMaxScale: number;
    }[];
  };
  const bounds = table('keda-job-bounds') as {
    cases: { name: string; spec: Partial<ScaledJobSpec>; wantMax: number; wantMin: number }[];
  };

  test.each(upstream.strategies.map((item, index) => [`${item.test} ${index}`, item] as const))('%s', (_, item) => {
    const { scaleTo, effectiveMaxScale } = strategyScale(item.strategy, item);

    expect(effectiveMaxScale).toBe(item.wantMaxScale);
    expect(scaleTo).toBe(item.wantScaleTo ?? item.scaleTo);
  });

  test.each(upstream.getScalingDecision)('$test', ({ minReplicaCount, running, pending, scaleTo, maxScale, ...want }) => {
    const decision = jobScale({ minReplicaCount, triggers: [] }, { queueLength: scaleTo, maxScale }, { running, pending });

    expect(decision).toEqual({ effectiveMaxScale: want.wantMaxScale, scaleTo: want.wantScaleTo });
  });

  test.each(upstream.TestGetPendingJobCount)('pending jobs: $conditions $pods', ({ conditions, pods, want }) => {
    const job: Job = { name: 'job', finished: undefined, pods };

    expect(countJobs([job], { triggers: [], scalingStrategy: { pendingPodConditions: conditions } }).pending).toBe(want);
  });

  test.each(upstream.cleanUp)('$test', ({ jobs, want, successfulJobsHistoryLimit, failedJobsHistoryLimit }) => {
    const finished = jobs.map((job) => ({ ...job, completedMs: Date.parse(job.completed), pods: [] }));
    const limits = { triggers: [], successfulJobsHistoryLimit, failedJobsHistoryLimit };

    expect(
      jobsToDelete(finished, limits)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(want);
  });

  test('without limits the 100 latest of each outcome are kept', () => {
    const jobs = (['Complete', 'Failed'] as const).flatMap((finished) =>
      Array.from({ length: 101 }, (_, index) => ({ name: `${finished}${index}`, finished, completedMs: index, pods: [] })),
    );

    expect(jobsToDelete(jobs, { triggers: [] }).map(({ name }) => name)).toEqual(['Complete0', 'Failed0']);
  });

  test.each(state.cases)('$test', ({ queues, minReplicaCount, maxReplicaCount, calculation, ...want }) => {
    const jobs: ScaledJobSpec = {
      minReplicaCount,
      maxReplicaCount,
      triggers: [],
      scalingStrategy: { multipleScalersCalculation: calculation },
    };
    const metrics = queues.map(([queueLength, target, isActive]): QueueMetrics => {
      return { queueLength, isActive, maxValue: Math.min(queueLength / target, jobMaxReplicas(jobs)) };
    });

    expect(jobState(metrics, jobs)).toEqual({
      isActive: want.wantActive,
      queueLength: want.wantQueueLength,
      maxScale: want.wantMaxScale,
    });
  });

  test.each(bounds.cases)('$name', ({ spec: jobs, wantMax, wantMin }) => {
    expect(jobMaxReplicas({ triggers: [], ...jobs })).toBe(wantMax);
    expect(jobMinReplicas({ triggers: [], ...jobs })).toBe(wantMin);
  });
});

describe('ScaledObject', () => {
  interface Rejecting {
    readonly name: string;
    readonly spec: Partial<ScaledObjectSpec>;
    readonly rejects: string | null;
  }
  const upstream = table('keda-scaled-object') as {
    TestGetHPAReplicas: { name: string; spec: Partial<ScaledObjectSpec>; wantMin: number; wantMax: number }[];
    TestNeedToBePausedByAnnotation: { name: string; annotations: Record<string, string>; want: boolean }[];
    TestCheckReplicaCountBoundsAreValid: Rejecting[];
    TestCheckFallbackValid: Rejecting[];
  };
  const webhook = table('keda-webhook') as { cases: (Rejecting & { ignores: string[] })[] };

  function paths(parts: Partial<ScaledObjectSpec>, effect: 'rejected' | 'ignored'): string[] {
    const problems = validateScaledObject({ name: 'worker', annotations: {}, spec: spec(parts) });
    return problems.filter((problem) => problem.effect === effect).map(({ path }) => path);
  }

  test.each(upstream.TestGetHPAReplicas)('$name', ({ spec: parts, wantMin, wantMax }) => {
    expect([hpaMinReplicas(spec(parts)), hpaMaxReplicas(spec(parts))]).toEqual([wantMin, wantMax]);
  });

  test.each(upstream.TestNeedToBePausedByAnnotation)('$name', ({ annotations, want }) => {
    expect(overrides(annotations).paused).toBe(want);
  });

  test.each(upstream.TestCheckReplicaCountBoundsAreValid)('$name', ({ spec: parts, rejects }) => {
    expect(paths(parts, 'rejected')).toEqual(rejects === null ? [] : [rejects]);
  });

  test.each(upstream.TestCheckFallbackValid)('$name', ({ spec: parts, rejects }) => {
    const triggers = parts.triggers?.map((trigger) => ({ ...trigger, metadata: {} })) ?? [];
    const found = paths({ ...parts, triggers, minReplicaCount: 1 }, 'rejected').filter((path) =>
      path.startsWith('spec.fallback'),
    );

    expect(found).toEqual(rejects === null ? [] : [rejects]);
  });

  test.each(webhook.cases)('$name', ({ spec: parts, rejects, ignores }) => {
    expect(paths(parts, 'rejected')).toEqual(rejects === null ? [] : [rejects]);
    expect(paths(parts, 'ignored').sort()).toEqual(ignores);
  });
});

describe('triggers', () => {
  const metadata = table('keda-trigger-metadata') as {
    cases: {
      name: string;
      type: string;
      metadata: Record<string, string>;
      authParams: Record<string, string>;
      resolvedEnv: Record<string, string>;
      wantError: boolean;
      targetZero?: true;
    }[];
  };
  const answers = table('keda-prometheus-answers') as {
    cases: { name: string; body: PrometheusAnswer; ignoreNullValues: boolean; want?: number; wantError?: true }[];
  };

  test.each(metadata.cases)('$type: $name', (item) => {
    const trigger: Trigger = { type: item.type, metadata: item.metadata };
    const { problems } = parseTrigger(trigger, 0, 'spec.triggers[0]', item);
    const rejections = problems.filter(({ effect }) => effect === 'rejected').map(({ path }) => path);

    if (item.targetZero) expect(rejections).toEqual(['spec.triggers[0].metadata.listLength']);
    else expect(rejections.length > 0).toBe(item.wantError);
  });

  test.each(answers.cases)('prometheus answers with $name', ({ body, ignoreNullValues, want, wantError }) => {
    const source = { kind: 'prometheus', serverAddress: '', query: 'up', namespace: '', ignoreNullValues } as const;
    const reading = prometheusReading(source, body);

    expect('error' in reading).toBe(wantError === true);
    if (want !== undefined) expect(reading).toEqual({ value: want });
  });
});

describe('fallback', () => {
  interface FallbackCase {
    readonly name: string;
    readonly value?: number;
    readonly error?: string;
    readonly fallback?: ScaledObjectSpec['fallback'];
    readonly failures?: number;
    readonly target: number;
    readonly currentReplicas: number;
    readonly wantMilli?: number;
    readonly wantError?: string;
    readonly wantFailures?: number;
  }
  const { cases } = table('keda-fallback') as { cases: FallbackCase[] };

  test.each(cases)('$name', (item) => {
    const health = new Map(item.failures === undefined ? [] : [['s0-metric', item.failures]]);
    const scaler: Scaler = {
      index: 0,
      triggerName: undefined,
      metricName: 's0-metric',
      metricType: 'AverageValue',
      targetMilli: item.target * 1000,
      targetPrecision: 'units',
      activation: 0,
      useCachedMetrics: false,
      source: { kind: 'redis-list', addresses: [], databaseIndex: 0, listName: 'jobs' },
    };
    const reading = item.value === undefined ? { error: item.error ?? '' } : { value: item.value };
    const scaledObject = { name: 'name', annotations: {}, spec: spec({ fallback: item.fallback }) };
    const workload = { currentReplicas: item.currentReplicas, readyReplicas: item.currentReplicas };
    const metric = withFallback(scaledObject, scaler, reading, health, workload);

    expect(metric.kind === 'metric' ? metric.milli : undefined).toBe(item.wantMilli);
    expect(metric.kind === 'error' ? metric.message : undefined).toBe(item.wantError);
    if (item.wantFailures !== undefined) expect(health.get('s0-metric')).toBe(item.wantFailures);
  });
});

describe('formulas, as expr-lang answers them', () => {
  interface FormulaCase {
    readonly formula: string;
    readonly inputs: Readonly<Record<string, number | null>>;
    readonly want: number | 'nil' | 'rejected' | 'fails';
  }
  const { cases } = table('keda-formulas') as { cases: FormulaCase[] };

  function answer({ formula, inputs }: FormulaCase): number | string {
    let compiled;
    try {
      compiled = compileFormula(formula, Object.keys(inputs));
    } catch (error) {
      if (error instanceof FormulaError) return 'rejected';
      throw error;
    }
    try {
      const value = compiled(inputs);
      if (value === null) return 'nil';
      const milli = Math.trunc(value * 1000);
      return Math.abs(milli) < 2 ** 63 ? milli + 0 : -(2 ** 63);
    } catch (error) {
      if (error instanceof FormulaError) return 'fails';
      throw error;
    }
  }

  test.each(cases.map((item) => [item.formula, item] as const))('%s', (_, item) => expect(answer(item)).toBe(item.want));
});
