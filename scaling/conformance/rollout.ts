import { HpaController } from '../hpa';
import { Rollout, type RolloutChanges, type RolloutPod } from '../rollout';
import type { Suite } from './replay';
import { rolloutTraceSchema, type RolloutExpectation, type RolloutTrace, type RolloutTraceStep } from './rollout-trace';
import type { Mismatch } from './types';

type TraceReplicaSet = RolloutExpectation['replicaSets'][number];
type AutoscalerSync = Omit<NonNullable<RolloutTraceStep['autoscaler']>, 'externalMilli'> & {
  /** Absent where nothing was written. */
  readonly setReplicas: number | undefined;
};

/** Traces name a template by its number. */
const FIRST_TEMPLATE = '1';
const METRIC = 'load';

function rolloutOf({ deployment }: RolloutTrace): Rollout {
  const { strategy: type, maxSurge, maxUnavailable, ...spec } = deployment;
  return new Rollout({ ...spec, strategy: { type, rollingUpdate: { maxSurge, maxUnavailable } } }, FIRST_TEMPLATE);
}

function autoscalerOf({ autoscaler, kubernetes }: RolloutTrace): HpaController | undefined {
  if (autoscaler === undefined) return undefined;
  const { minReplicas, maxReplicas, externalAverageValueMilli, downscaleStabilizationSeconds } = autoscaler;
  const target = { type: 'AverageValue', averageValue: `${externalAverageValueMilli}m` };
  return new HpaController(
    { minReplicas, maxReplicas, metrics: [{ type: 'External', external: { metric: { name: METRIC }, target } }] },
    { kubernetesVersion: kubernetes, downscaleStabilizationSeconds },
  );
}

function applyPodEvent(rollout: Rollout, event: RolloutTraceStep['pods'][number], nowMs: number): void {
  const { pod } = event;
  switch (event.event) {
    case 'started':
      rollout.podStarted(pod, event.node ?? '', nowMs);
      break;
    case 'ready':
      rollout.podReady(pod, nowMs);
      break;
    case 'notReady':
      rollout.podNotReady(pod, nowMs, event.restarts);
      break;
    case 'failed':
      rollout.podFailed(pod, nowMs);
      break;
    case 'deletionCost':
      rollout.setDeletionCost(pod, event.cost ?? 0);
      break;
    case 'evicted':
      rollout.evict(pod);
      break;
    case 'gone':
      rollout.podGone(pod);
      break;
  }
}

/** Lets the autoscaler read the rollout as the step before left it. */
function syncAutoscaler(autoscaler: HpaController, rollout: Rollout, externalMilli: number, nowMs: number): AutoscalerSync {
  const specReplicas = rollout.replicas;
  const statusReplicas = rollout.status.replicas;
  const result = autoscaler.sync(nowMs, {
    specReplicas,
    statusReplicas,
    pods: [],
    externalMetricsMilli: { [METRIC]: [externalMilli] },
  });
  const limited = result.conditions.ScalingLimited;
  return {
    statusReplicas,
    specReplicas,
    desired: result.desiredReplicas,
    scalingLimited: limited?.status === 'True' ? limited.reason : '',
    setReplicas: result.replicas === specReplicas ? undefined : result.replicas,
  };
}

function replicaSetsOf(rollout: Rollout): TraceReplicaSet[] {
  return rollout.replicaSets.map(({ id, template, replicas, status }) => {
    const pods = rollout.pods.filter(({ replicaSet }) => replicaSet === id);
    const active = pods.filter(({ phase, deleting }) => phase !== 'Failed' && !deleting);
    const pending = active.filter(({ node }) => node === undefined).length;
    return {
      template: Number(template),
      spec: replicas,
      replicas: status.replicas,
      pending,
      notReady: active.filter(({ ready }) => !ready).length - pending,
      ready: status.ready,
      available: status.available,
      terminating: status.terminating,
      failed: pods.filter(({ phase }) => phase === 'Failed').length,
    };
  });
}

function named({ name, template }: RolloutPod): RolloutExpectation['created'][number] {
  return { pod: name, template: Number(template) };
}

/** A settled rollout in the shape of an expectation. */
function summary(rollout: Rollout, changes: RolloutChanges): RolloutExpectation {
  const { replicas, updated, ready, available, unavailable, terminating, conditions } = rollout.status;
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  return {
    spec: rollout.replicas,
    status: { replicas, updated, ready, available, unavailable, terminating },
    conditions: Object.fromEntries(conditions.map((condition) => [condition.type, [condition.status, condition.reason]])),
    ...(progressing && { progressingLastUpdate: progressing.lastUpdateMs / 1000 }),
    revision: rollout.revision === 0 ? '' : String(rollout.revision),
    replicaSets: replicaSetsOf(rollout),
    scaled: changes.scaled.map(({ template, from, to }) => [Number(template), from, to]),
    created: changes.created.map(named),
    deleted: changes.deleted.map(named),
    removedReplicaSets: changes.removedReplicaSets.map(Number),
  };
}

/** Names every leaf that differs. */
function compare(trace: string, step: number, field: string, expected: unknown, got: unknown): Mismatch[] {
  if (typeof expected !== 'object' || typeof got !== 'object' || expected === null || got === null) {
    return expected === got ? [] : [{ trace, step, field, expected, got }];
  }
  const [left, right] = [expected, got] as Readonly<Record<string, unknown>>[];
  const keys = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]);
  return [...keys].flatMap((key) => compare(trace, step, `${field}.${key}`.replace(/^\./, ''), left?.[key], right?.[key]));
}

/** Replays a trace: each step starts where the one before ended. */
export function replayRollout(trace: RolloutTrace): Mismatch[] {
  const rollout = rolloutOf(trace);
  const autoscaler = autoscalerOf(trace);
  return trace.steps.flatMap((step, index) => {
    const nowMs = step.t * 1000;
    const mismatches: Mismatch[] = [];
    if (step.autoscaler !== undefined && autoscaler !== undefined) {
      const { externalMilli, ...sync } = step.autoscaler;
      const got = syncAutoscaler(autoscaler, rollout, externalMilli, nowMs);
      mismatches.push(...compare(trace.id, index, 'autoscaler', { ...sync, setReplicas: step.setReplicas }, got));
    }
    rollout.edit(
      {
        ...(step.setReplicas !== undefined && { replicas: step.setReplicas }),
        ...(step.setPaused !== undefined && { paused: step.setPaused }),
      },
      step.setTemplate === undefined ? undefined : String(step.setTemplate),
    );
    for (const event of step.pods) applyPodEvent(rollout, event, nowMs);
    const got = summary(rollout, rollout.settle(nowMs));
    return [...mismatches, ...compare(trace.id, index, '', step.expect, got)];
  });
}

export const rolloutSuite: Suite<RolloutTrace> = { name: 'rollout', schema: rolloutTraceSchema, replay: replayRollout };
