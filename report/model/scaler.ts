import type { BenchmarkResult } from '../../contract';
import { effectiveMetrics } from '../../scaling/hpa';
import { hpaMaxReplicas } from '../../scaling/keda';

/** What moves the pods of a service. */
export interface Scaler {
  readonly name: 'HPA' | 'Knative' | 'KEDA';
  /** Most pods that it may ask for; undefined where nothing bounds it. */
  readonly maxPods: number | undefined;
  /** CPU that it aims for, as a share of what a pod requests; undefined when it does not look at CPU. */
  readonly cpuTarget: number | undefined;
  /** CPU that a pod requests, cores. */
  readonly cpuRequestCores: number;
}

const MAX_SCALE = 'autoscaling.knative.dev/max-scale';

/** Undefined for a fixed number of pods, and in results that do not say what scaled them. */
export function scalerOf({ subject: { scaling } }: BenchmarkResult): Scaler | undefined {
  if (scaling === undefined) return undefined;
  const { hpa, knative, keda } = scaling.autoscaling;
  const cpuRequestCores = scaling.cpuRequestMillis / 1000;
  if (hpa !== undefined) return { name: 'HPA', maxPods: hpa.maxReplicas, cpuTarget: cpuTargetOf(hpa.metrics), cpuRequestCores };
  if (keda !== undefined) return { name: 'KEDA', maxPods: hpaMaxReplicas(keda), cpuTarget: undefined, cpuRequestCores };
  const written = Number(knative?.annotations[MAX_SCALE] ?? 0);
  return { name: 'Knative', maxPods: written > 0 ? written : undefined, cpuTarget: undefined, cpuRequestCores };
}

function cpuTargetOf(metrics: Parameters<typeof effectiveMetrics>[0]): number | undefined {
  const [target] = effectiveMetrics(metrics).flatMap((metric) =>
    metric.resource?.name === 'cpu' ? (metric.resource.target.averageUtilization ?? []) : [],
  );
  return target === undefined ? undefined : target / 100;
}
