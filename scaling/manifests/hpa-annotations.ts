import { isRecord } from '../../contract';
import type { HpaBehavior, MetricSpec } from '../hpa';
import { ignored, type Problem } from '../problem';
import { Fields } from './fields';
import { readBehavior, readBeta1Metric } from './hpa';

/** Kubernetes v1.35, pkg/apis/autoscaling/annotations.go: where an HPA of autoscaling/v1 has what only autoscaling/v2 has fields for. */
export const HPA_ANNOTATION = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior',
} as const;

/** What annotations add to an HPA of autoscaling/v1. */
export interface HpaAnnotations {
  /** Before the CPU percentage of the spec. */
  readonly metrics: readonly MetricSpec[];
  readonly behavior: HpaBehavior | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads the annotations of an HPA of autoscaling/v1. One that is not valid is dropped as a whole, without an error.
 * Follows Kubernetes v1.35, pkg/apis/autoscaling/v1/conversion.go, Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler.
 */
export function readHpaAnnotations(annotations: Readonly<Record<string, string>>): HpaAnnotations {
  const metrics = read(annotations, HPA_ANNOTATION.metrics, 'a list of metrics', (value, problems) =>
    Array.isArray(value) ? new Fields({ metrics: value }, '', problems).list('metrics')?.map(readBeta1Metric) : undefined,
  );
  const behavior = read(annotations, HPA_ANNOTATION.behavior, 'a map', (value, problems) =>
    isRecord(value) ? readBehavior(new Fields(withFieldNames(value), '', problems)) : undefined,
  );
  const isEmpty = behavior.value?.scaleUp === undefined && behavior.value?.scaleDown === undefined;
  return {
    metrics: metrics.value ?? [],
    behavior: isEmpty ? undefined : behavior.value,
    problems: [...metrics.problems, ...behavior.problems],
  };
}

interface Read<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

function read<T>(
  annotations: Readonly<Record<string, string>>,
  key: string,
  wanted: string,
  parse: (value: unknown, problems: Problem[]) => T | undefined,
): Read<T> {
  const text = annotations[key];
  if (text === undefined) return { value: undefined, problems: [] };
  const problems: Problem[] = [];
  const value = parse(jsonOf(text), problems);
  if (value !== undefined && problems.length === 0) return { value, problems: [] };
  const [first] = problems;
  const why = first === undefined ? `is not ${wanted} in JSON` : `${first.path} ${first.message}`;
  return { value: undefined, problems: [ignored(`metadata.annotations.${key}`, `${why}: all of it is silently dropped`)] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const FIELD_NAMES = [
  ...['scaleUp', 'scaleDown', 'stabilizationWindowSeconds', 'selectPolicy', 'policies', 'tolerance'],
  ...['type', 'value', 'periodSeconds'],
];

/** The API server writes the fields of a behavior with capitals (`ScaleUp`), and reads them in any case. */
function withFieldNames(value: unknown): Record<string, unknown> {
  const named = (item: unknown): unknown =>
    Array.isArray(item) ? item.map(named) : isRecord(item) ? withFieldNames(item) : item;
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([key, item]) => {
      const name = FIELD_NAMES.find((one) => one.toLowerCase() === key.toLowerCase());
      return [name ?? key, named(item)];
    }),
  );
}
