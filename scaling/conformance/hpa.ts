import { HpaController, type HpaInputs, type PerPod, type Pod, type ResourceSample, type SyncResult } from '../hpa';
import { hpaTraceSchema, type HpaExpectation, type HpaTrace, type HpaTraceStep } from './hpa-trace';
import type { Suite } from './replay';
import type { Mismatch } from './types';

/** Traces are written to the millisecond; rounding takes out what adding seconds as doubles left behind. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}

function toMsOrNull(seconds: number | null): number | null {
  return seconds === null ? null : toMs(seconds);
}

function readyStatus(ready: boolean | null): Pod['ready'] {
  if (ready === null) return null;
  return ready ? 'True' : 'False';
}

type TracePod = NonNullable<HpaTraceStep['pods']>[number];

function toPod(pod: TracePod): Pod {
  return {
    name: pod.name,
    phase: pod.phase,
    deleting: pod.deleting ?? false,
    ready: readyStatus(pod.ready ?? null),
    readyTransitionMs: toMs(pod.readyTransitionAt ?? 0),
    startMs: toMsOrNull(pod.startAt ?? null),
    containers: (pod.containers ?? []).map(({ name, requestsMilli }) => ({ name, requestsMilli: requestsMilli ?? {} })),
  };
}

/** Values by pod name put in the order of the pods; values without a pod go last. */
function inPodOrder<From, To>(
  byPod: Readonly<Record<string, From>>,
  pods: readonly Pod[],
  convert: (value: From) => To,
): PerPod<To> {
  const known = new Set(pods.map(({ name }) => name));
  const unknown = Object.keys(byPod).filter((name) => !known.has(name));
  return [...pods.map(({ name }) => name), ...unknown].map((name) => {
    const value = byPod[name];
    return value === undefined ? undefined : convert(value);
  });
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, convert: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

type TraceSample = NonNullable<HpaTraceStep['resource']>[string][string];

function toSample({ at, windowSeconds, containersMilli }: TraceSample): ResourceSample {
  const containers = Object.entries(containersMilli).map(([name, usageMilli]) => ({ name, usageMilli }));
  return { atMs: toMs(at), windowMs: toMs(windowSeconds), containers };
}

export function toInputs(step: HpaTraceStep, specReplicas: number): HpaInputs {
  const pods = (step.pods ?? []).map(toPod);
  return {
    specReplicas,
    statusReplicas: step.statusReplicas,
    pods,
    resources: mapValues(step.resource ?? {}, (byPod) => inPodOrder(byPod, pods, toSample)),
    podMetricsMilli: mapValues(step.podMetricsMilli ?? {}, (byPod) => inPodOrder(byPod, pods, (milli) => milli)),
    objectMetricsMilli: step.objectMilli ?? {},
    externalMetricsMilli: step.externalMilli ?? {},
  };
}

function controllerOf({ controller, spec }: HpaTrace): HpaController {
  const { kubernetes, featureGates, ...flags } = controller;
  const gates = Object.fromEntries(featureGates.map((gate) => [gate, true]));
  return new HpaController(spec, { ...flags, kubernetesVersion: kubernetes, featureGates: gates });
}

/** A result in the shape of an expectation. */
function summary(result: SyncResult): HpaExpectation {
  const conditions: HpaExpectation['conditions'] = {};
  for (const [type, condition] of Object.entries(result.conditions) as [string, SyncResult['conditions']['AbleToScale']][]) {
    if (condition !== undefined) conditions[type] = [condition.status, condition.reason];
  }
  return { replicas: result.replicas, statusDesired: result.desiredReplicas, conditions, error: result.error !== undefined };
}

function compare(trace: string, step: number, expected: HpaExpectation, got: HpaExpectation): Mismatch[] {
  const mismatches: Mismatch[] = [];
  for (const field of ['replicas', 'statusDesired', 'error'] as const) {
    if (expected[field] !== got[field]) mismatches.push({ trace, step, field, expected: expected[field], got: got[field] });
  }
  for (const type of new Set([...Object.keys(expected.conditions), ...Object.keys(got.conditions)])) {
    const [wanted, actual] = [expected.conditions[type], got.conditions[type]];
    if (wanted?.[0] === actual?.[0] && wanted?.[1] === actual?.[1]) continue;
    mismatches.push({ trace, step, field: `conditions.${type}`, expected: wanted, got: actual });
  }
  return mismatches;
}

/** Replays a trace: each sync starts from the replicas that the one before left or somebody else wrote. */
export function replayHpa(trace: HpaTrace): Mismatch[] {
  const controller = controllerOf(trace);
  let replicas = trace.startReplicas;
  return trace.steps.flatMap((step, index) => {
    const result = controller.sync(toMs(step.t), toInputs(step, step.externalScaleTo ?? replicas));
    replicas = result.replicas;
    const expected = trace.expect[index];
    return expected === undefined ? [] : compare(trace.id, index, expected, summary(result));
  });
}

export const hpaSuite: Suite<HpaTrace> = { name: 'hpa', schema: hpaTraceSchema, replay: replayHpa };
