import { parseDurationMs, parseFloat64, parseInt32 } from '../go-values';

/** Prefix of every annotation that the autoscaler reads. Knative Serving 98e5ef9, pkg/apis/autoscaling/register.go. */
export const AUTOSCALING_GROUP = 'autoscaling.knative.dev';
export const KPA_CLASS = 'kpa.autoscaling.knative.dev';
export const HPA_CLASS = 'hpa.autoscaling.knative.dev';

export type Annotations = Readonly<Record<string, string>>;

/** The keys of one setting: the one to write, then the older spelling that still works. The first that is present wins. */
export type KeyPriority = readonly [key: string, ...older: string[]];

function key(name: string, ...older: string[]): KeyPriority {
  return [`${AUTOSCALING_GROUP}/${name}`, ...older.map((name) => `${AUTOSCALING_GROUP}/${name}`)];
}

/** Every annotation of Knative Serving 98e5ef9, pkg/apis/autoscaling/register.go. */
export const ANNOTATION = {
  class: key('class'),
  metric: key('metric'),
  target: key('target'),
  targetUtilizationPercentage: key('target-utilization-percentage', 'targetUtilizationPercentage'),
  targetBurstCapacity: key('target-burst-capacity', 'targetBurstCapacity'),
  window: key('window'),
  panicWindowPercentage: key('panic-window-percentage', 'panicWindowPercentage'),
  panicThresholdPercentage: key('panic-threshold-percentage', 'panicThresholdPercentage'),
  minScale: key('min-scale', 'minScale'),
  maxScale: key('max-scale', 'maxScale'),
  initialScale: key('initial-scale', 'initialScale'),
  activationScale: key('activation-scale'),
  scaleDownDelay: key('scale-down-delay', 'scaleDownDelay'),
  scaleToZeroPodRetentionPeriod: key('scale-to-zero-pod-retention-period', 'scaleToZeroPodRetentionPeriod'),
  metricAggregationAlgorithm: key('metric-aggregation-algorithm', 'metricAggregationAlgorithm'),
} as const satisfies Record<string, KeyPriority>;

/** Upstream: pkg/apis/serving/register.go, ProgressDeadlineAnnotation. */
export const PROGRESS_DEADLINE: KeyPriority = ['serving.knative.dev/progress-deadline'];

export function lookUp(annotations: Annotations, keys: KeyPriority): { key: string; text: string } | undefined {
  for (const key of keys) {
    const text = annotations[key];
    if (text !== undefined) return { key, text };
  }
  return undefined;
}

/** What a setting says, or undefined when it is absent or unreadable (the autoscaler then falls back to its config). */
export function floatSetting(annotations: Annotations, keys: KeyPriority): number | undefined {
  const found = lookUp(annotations, keys);
  return found === undefined ? undefined : parseFloat64(found.text);
}

export function int32Setting(annotations: Annotations, keys: KeyPriority): number | undefined {
  const found = lookUp(annotations, keys);
  const value = found === undefined ? undefined : parseInt32(found.text);
  return typeof value === 'number' ? value : undefined;
}

export function durationMsSetting(annotations: Annotations, keys: KeyPriority): number | undefined {
  const found = lookUp(annotations, keys);
  return found === undefined ? undefined : parseDurationMs(found.text);
}
