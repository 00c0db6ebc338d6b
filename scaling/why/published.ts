import { z } from 'zod';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, type HpaInputs, type HpaSpec, type MetricSpec } from '../hpa';
import type { Immutable } from '../immutable';
import { explainHpa, type RecordedSync, type SyncReason } from './explain';
import { nameOf } from './smallest';

const target = z.looseObject({ type: z.string() });
const named = z.looseObject({ name: z.string(), target });
const ofName = z.looseObject({ metric: z.looseObject({ name: z.string() }), target });

/** What a cluster publishes of an HPA: its object, and status over time (kube-state-metrics, or kubectl get in a loop). */
export const publishedSchema = z.strictObject({
  schema: z.literal('lab.published/v1'),
  name: z.string(),
  spec: z.looseObject({
    minReplicas: z.number().int().nonnegative().optional(),
    maxReplicas: z.number().int().positive(),
    metrics: z
      .array(
        z.looseObject({
          type: z.string(),
          resource: named.optional(),
          pods: ofName.optional(),
          object: ofName.optional(),
          external: ofName.optional(),
        }),
      )
      .optional(),
    behavior: z.looseObject({}).optional(),
  }),
  kubernetesVersion: z.string().optional(),
  syncs: z.array(
    z.strictObject({
      atSeconds: z.number(),
      replicas: z.number().int().nonnegative().describe('before the sync'),
      after: z.number().int().nonnegative().describe('status.desiredReplicas after it'),
      metrics: z
        .record(
          z.string(),
          z.strictObject({
            averageUtilization: z.number().optional(),
            averageValueMilli: z.number().optional(),
            valueMilli: z.number().optional(),
          }),
        )
        .describe('status.currentMetrics by name'),
    }),
  ),
});
export type Published = Immutable<z.infer<typeof publishedSchema>>;

/** A sync as far as status tells. */
export interface PublishedReason {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  /** One explanation that fits; null where what is published does not lead to what was done. */
  readonly fitting: SyncReason | null;
  readonly unknown: readonly string[];
}

const UNKNOWN_ALWAYS = [
  'how many pods were left out of the average because they were not ready, had just started or had no sample',
  'values between two syncs that status did not show',
];

/**
 * Explains what a cluster publishes with pods that are all ready and equally busy. It never says "because": another cause may lead to
 * the same count, and each answer lists what is not published.
 */
export function explainPublished(published: Published): PublishedReason[] {
  const spec = published.spec as HpaSpec;
  const settings = published.kubernetesVersion === undefined ? {} : { kubernetesVersion: published.kubernetesVersion };
  const { metrics } = completeSpec(spec, { ...DEFAULT_CONTROLLER_SETTINGS, ...settings });
  const syncs = published.syncs.map((one): RecordedSync => ({
    nowMs: Math.round(1000 * one.atSeconds),
    inputs: inputsOf(one, metrics),
  }));
  const reasons = explainHpa(spec, settings, syncs);
  const longestMs = 1000 * lookBackSeconds(spec);
  const startMs = syncs[0]?.nowMs ?? 0;
  return reasons.map((reason, index): PublishedReason => {
    const { after = 0, replicas = 0 } = published.syncs[index] ?? {};
    const isFirstOnes = reason.atMs - startMs < longestMs;
    return {
      atMs: reason.atMs,
      from: replicas,
      to: after,
      fitting: reason.to === after ? reason : null,
      unknown: [
        ...(reason.to === after ? [] : [`why ${after}: from what is published the controller would go to ${reason.to}`]),
        ...(isFirstOnes
          ? [`decisions before the recording, which windows and policies look back to for ${longestMs / 1000} s`]
          : []),
        ...UNKNOWN_ALWAYS,
      ],
    };
  });
}

function lookBackSeconds({ behavior }: HpaSpec): number {
  const rules = [behavior?.scaleUp, behavior?.scaleDown];
  return Math.max(
    DEFAULT_CONTROLLER_SETTINGS.downscaleStabilizationSeconds,
    ...rules.flatMap((one) => [
      one?.stabilizationWindowSeconds ?? 0,
      ...(one?.policies ?? []).map(({ periodSeconds }) => periodSeconds),
    ]),
  );
}

/** Every pod requests so much of every resource: what it is makes no difference to a utilization. */
const REQUEST_MILLI = 100_000;
const LONG_AGO_MS = -86_400_000;

function inputsOf({ atSeconds, replicas, metrics: shown }: Published['syncs'][number], specs: readonly MetricSpec[]): HpaInputs {
  const nowMs = Math.round(1000 * atSeconds);
  const resources: Record<string, { atMs: number; windowMs: number; containers: { name: string; usageMilli: number }[] }[]> = {};
  const podMetricsMilli: Record<string, number[]> = {};
  const objectMetricsMilli: Record<string, number> = {};
  const externalMetricsMilli: Record<string, number[]> = {};
  const each = <T>(value: T): T[] => Array.from({ length: replicas }, () => value);
  for (const spec of specs) {
    const name = nameOf(spec);
    const value = shown[name];
    if (value === undefined) continue;
    const { averageUtilization, averageValueMilli, valueMilli } = value;
    const perPod = averageValueMilli ?? ((averageUtilization ?? 0) * REQUEST_MILLI) / 100;
    const total = valueMilli ?? (averageValueMilli ?? 0) * replicas;
    if (spec.resource !== undefined || spec.containerResource !== undefined) {
      const usageMilli = averageUtilization === undefined ? perPod : (averageUtilization * REQUEST_MILLI) / 100;
      const container = spec.containerResource?.container ?? 'all';
      resources[name] = each({
        atMs: nowMs,
        windowMs: 15_000,
        containers: [{ name: container, usageMilli: Math.round(usageMilli) }],
      });
    } else if (spec.pods !== undefined) podMetricsMilli[name] = each(perPod);
    else if (spec.object !== undefined) objectMetricsMilli[name] = total;
    else externalMetricsMilli[name] = [total];
  }
  const containers = [...new Set(specs.map((spec) => spec.containerResource?.container ?? 'all'))];
  const requestsMilli = Object.fromEntries(specs.map((spec) => [nameOf(spec), REQUEST_MILLI]));
  return {
    specReplicas: replicas,
    statusReplicas: replicas,
    pods: Array.from({ length: replicas }, (_, index) => ({
      name: `pod-${index}`,
      phase: 'Running',
      deleting: false,
      ready: 'True',
      readyTransitionMs: nowMs + LONG_AGO_MS,
      startMs: nowMs + LONG_AGO_MS,
      containers: containers.map((name) => ({ name, requestsMilli })),
    })),
    resources,
    podMetricsMilli,
    objectMetricsMilli,
    externalMetricsMilli,
  };
}
