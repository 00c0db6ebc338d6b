import { z } from 'zod';
import { KpaAutoscaler, type PodAutoscaler, applyBounds, parseAutoscalerConfig, scaleBounds } from '../kpa';
import type { Suite } from './replay';
import type { Mismatch } from './types';

/** Averages are compared to this, everything else exactly. */
const AVERAGE_TOLERANCE = 1e-9;

/**
 * Upstream reads the wall clock when it resizes a window (bucketing.go, ResizeWindow), not the clock that decisions are made on.
 * The recordings ran on a virtual clock long before the wall clock, so every resize found its data outdated and dropped them.
 */
const RECORDED_RESIZE_CLOCK_MS = Infinity;

const texts = z.record(z.string(), z.string());

const tickSchema = z.object({
  t: z.number(),
  readyPods: z.number(),
  stats: z.array(z.object({ t: z.number(), concurrency: z.number(), rps: z.number() })).nullish(),
  /** Set on top of the annotations so far, before the stats of this tick. */
  setAnnotations: texts.nullish(),
});

const expectationSchema = z.object({
  valid: z.boolean(),
  desired: z.number(),
  boundedDesired: z.number(),
  excessBurstCapacity: z.number(),
  stableValue: z.number(),
  panicValue: z.number(),
});

const kpaTraceSchema = z.object({
  id: z.string(),
  configAutoscaler: texts.nullish(),
  annotations: texts.nullish(),
  containerConcurrency: z.number(),
  reachable: z.boolean(),
  startReadyPods: z.number(),
  /** What the decider made of annotations and config; windows and delays in seconds. */
  resolved: z.record(z.string(), z.union([z.number(), z.string()])),
  ticks: z.array(tickSchema),
  expect: z.array(expectationSchema),
});

/** A recorded run of the Knative autoscaler on a virtual clock. Times are seconds. */
export type KpaTrace = z.infer<typeof kpaTraceSchema>;
type KpaExpectation = z.infer<typeof expectationSchema>;

/** Milliseconds, exact for times that are given to the microsecond. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

/** Runs the trace's inputs through `KpaAutoscaler` and names every field of every tick that differs from the recording. */
export function replayKpa(trace: KpaTrace): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const compare = (step: number, field: string, expected: unknown, got: unknown): void => {
    if (!same(field, expected, got)) mismatches.push({ trace: trace.id, step, field, expected, got });
  };

  const { config } = parseAutoscalerConfig(trace.configAutoscaler ?? {});
  let podAutoscaler: PodAutoscaler = {
    annotations: trace.annotations ?? {},
    containerConcurrency: trace.containerConcurrency,
    reachability: trace.reachable ? 'Reachable' : 'Unreachable',
  };
  const kpa = new KpaAutoscaler({ podAutoscaler, config, nowMs: 0, readyPods: trace.startReadyPods });
  const resolved = resolvedFields(kpa);
  for (const [field, expected] of Object.entries(trace.resolved)) compare(-1, `resolved.${field}`, expected, resolved[field]);

  compare(-1, 'ticks', trace.expect.length, trace.ticks.length);
  for (const [step, tick] of trace.ticks.entries()) {
    const nowMs = milliseconds(tick.t);
    if (tick.setAnnotations) {
      podAutoscaler = { ...podAutoscaler, annotations: { ...podAutoscaler.annotations, ...tick.setAnnotations } };
      kpa.update(podAutoscaler, config, RECORDED_RESIZE_CLOCK_MS);
    }
    for (const stat of tick.stats ?? []) kpa.record(milliseconds(stat.t), stat.concurrency, stat.rps);
    const result = kpa.scale(nowMs, tick.readyPods);
    const got: KpaExpectation = {
      valid: result.valid,
      desired: result.desired,
      boundedDesired: result.valid ? applyBounds(scaleBounds(podAutoscaler, config), result.desired) : 0,
      excessBurstCapacity: result.excessBurstCapacity,
      stableValue: result.stableValue,
      panicValue: result.panicValue,
    };
    for (const [field, expected] of Object.entries(trace.expect[step] ?? {})) {
      compare(step, field, expected, got[field as keyof KpaExpectation]);
    }
  }
  return mismatches;
}

function same(field: string, expected: unknown, got: unknown): boolean {
  if ((field === 'stableValue' || field === 'panicValue') && typeof expected === 'number' && typeof got === 'number') {
    return Math.abs(expected - got) <= AVERAGE_TOLERANCE;
  }
  return expected === got;
}

/** Under the names that the traces use. */
function resolvedFields(kpa: KpaAutoscaler): Readonly<Record<string, number | string>> {
  const spec = kpa.spec;
  return {
    Target: spec.targetValue,
    Total: spec.totalValue,
    PanicThreshold: spec.panicThreshold,
    TBC: spec.targetBurstCapacity,
    StableWindow: spec.stableWindowMs / 1000,
    PanicWindow: spec.panicWindowMs / 1000,
    ScaleDownDelay: spec.scaleDownDelayMs / 1000,
    ActivationScale: spec.activationScale,
    InitialScale: spec.initialScale,
    Metric: spec.scalingMetric,
  };
}

/** The suite behind `./lab conformance --suite kpa`. */
export const kpaSuite: Suite<KpaTrace> = { name: 'kpa', schema: kpaTraceSchema, replay: replayKpa };
