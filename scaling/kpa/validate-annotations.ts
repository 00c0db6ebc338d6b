import { nearest } from '../../contract';
import {
  ANNOTATION,
  AUTOSCALING_GROUP,
  type Annotations,
  HPA_CLASS,
  int32Setting,
  KPA_CLASS,
  type KeyPriority,
  lookUp,
} from './annotations';
import type { AutoscalerConfig } from './config';
import { isOnHpa } from './pod-autoscaler';
import { formatSeconds, parseDurationMs, parseFloat64, parseInt32 } from '../go-values';
import {
  PANIC_THRESHOLD_PERCENTAGE_MAX,
  PANIC_THRESHOLD_PERCENTAGE_MIN,
  PANIC_WINDOW_PERCENTAGE_MAX,
  PANIC_WINDOW_PERCENTAGE_MIN,
  TARGET_MIN,
  WINDOW_MAX_MS,
  WINDOW_MIN_MS,
} from './limits';
import { type Problem, ignored, rejected } from '../problem';
import { isWholeSeconds } from './validate-config';

const INT32_MAX = 2 ** 31 - 1;

/**
 * What is wrong with a revision's autoscaling annotations.
 * Rejections follow Knative Serving 98e5ef9, pkg/apis/autoscaling/annotation_validation.go, ValidateAnnotations, word for word,
 * so that they can be searched for. Annotations that upstream takes but does not read are named as ignored.
 */
export function validateAnnotations(annotations: Annotations, config: AutoscalerConfig): Problem[] {
  return [
    ...classProblems(annotations),
    ...scaleProblems(annotations, config),
    ...floatProblems(annotations),
    ...durationProblems(annotations),
    ...metricProblems(annotations, config),
    ...algorithmProblems(annotations),
    ...initialScaleProblems(annotations, config),
    ...unreadByHpaClass(annotations, config),
    ...unknownAnnotations(annotations),
  ];
}

/** Settings of Knative's own autoscaler. */
const KPA_ONLY: readonly KeyPriority[] = [
  ANNOTATION.targetUtilizationPercentage,
  ANNOTATION.targetBurstCapacity,
  ANNOTATION.panicWindowPercentage,
  ANNOTATION.panicThresholdPercentage,
  ANNOTATION.scaleDownDelay,
  ANNOTATION.scaleToZeroPodRetentionPeriod,
  ANNOTATION.activationScale,
  ANNOTATION.metricAggregationAlgorithm,
];

/**
 * Class HPA reads bounds, metric, target and window; without a target its HPA has no metric, which is CPU 80 %.
 * Upstream: pkg/reconciler/autoscaling/hpa/resources/hpa.go, MakeHPA.
 */
function unreadByHpaClass(annotations: Annotations, config: AutoscalerConfig): Problem[] {
  if (!isOnHpa({ annotations }, config)) return [];
  const unread = KPA_ONLY.flatMap((keys) => lookUp(annotations, keys) ?? []).map(({ key }) =>
    ignored(key, `is not read by class ${HPA_CLASS}`),
  );
  const min = lookUp(annotations, ANNOTATION.minScale);
  const metric = lookUp(annotations, ANNOTATION.metric);
  const target = lookUp(annotations, ANNOTATION.target);
  return [
    ...unread,
    ...(min !== undefined && Number(min.text) === 0
      ? [ignored(min.key, `is 0, but class ${HPA_CLASS} never goes below one pod`)]
      : []),
    ...(metric !== undefined && metric.text !== 'cpu' && target !== undefined && Number(target.text) < 1
      ? [
          rejected(
            target.key,
            `is ${target.text}: class ${HPA_CLASS} drops the fraction, and the API server refuses an HPA with 0`,
          ),
        ]
      : []),
    ...(metric !== undefined && metric.text !== 'cpu' && target === undefined
      ? [ignored(metric.key, `is ${metric.text} without a target: class ${HPA_CLASS} scales on CPU 80 % then`)]
      : []),
  ];
}

/**
 * Autoscaling annotations have no effect on the Service itself; upstream refuses them there.
 * Follows Knative Serving 98e5ef9, pkg/apis/serving/metadata_validation.go, ValidateHasNoAutoscalingAnnotation.
 */
export function validateServiceAnnotations(annotations: Annotations): Problem[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith(AUTOSCALING_GROUP))
    .map((key) => rejected(key, 'autoscaling annotations must be put under "spec.template.metadata.annotations" to work'));
}

function invalidValue(key: string, text: string): Problem {
  return rejected(key, `invalid value: ${text}`);
}

function outOfBounds(key: string, text: string | number, lower: string | number, upper: string | number): Problem {
  return rejected(key, `expected ${lower} <= ${text} <= ${upper}`);
}

function classProblems(annotations: Annotations): Problem[] {
  const found = lookUp(annotations, ANNOTATION.class);
  if (found === undefined || !found.text.endsWith('.knative.dev') || [KPA_CLASS, HPA_CLASS].includes(found.text)) return [];
  return [invalidValue(found.key, found.text)];
}

/** A scale bound: its value (0 when absent or wrong) and what is wrong with it. */
function scaleBound(annotations: Annotations, keys: KeyPriority): { value: number; problems: Problem[] } {
  const found = lookUp(annotations, keys);
  if (found === undefined) return { value: 0, problems: [] };
  const value = parseInt32(found.text);
  if (value === 'syntax') return { value: 0, problems: [invalidValue(found.key, found.text)] };
  if (value === 'range' || value < 0) return { value: 0, problems: [outOfBounds(found.key, found.text, 0, INT32_MAX)] };
  return { value, problems: [] };
}

function scaleProblems(annotations: Annotations, config: AutoscalerConfig): Problem[] {
  const min = scaleBound(annotations, ANNOTATION.minScale);
  const max = scaleBound(annotations, ANNOTATION.maxScale);
  const problems = [...min.problems, ...max.problems];
  if (max.value !== 0 && max.value < min.value) {
    const message = `max-scale=${max.value} is less than min-scale=${min.value}`;
    problems.push(rejected(ANNOTATION.maxScale[0], message), rejected(ANNOTATION.minScale[0], message));
  }
  const maxKey = lookUp(annotations, ANNOTATION.maxScale)?.key;
  if (maxKey !== undefined && config.maxScaleLimit !== 0) {
    if (max.value > config.maxScaleLimit) problems.push(outOfBounds(maxKey, max.value, 1, config.maxScaleLimit));
    if (max.value === 0) {
      problems.push(rejected(maxKey, `max-scale=0 (unlimited), must be less than ${config.maxScaleLimit}`));
    }
  }
  const activation = lookUp(annotations, ANNOTATION.activationScale);
  if (activation !== undefined) {
    const message = activationScaleProblem(activation.text, min.value, max.value);
    if (message !== undefined) problems.push(rejected(activation.key, message));
  }
  return problems;
}

function activationScaleProblem(text: string, min: number, max: number): string | undefined {
  const value = parseInt32(text);
  if (typeof value === 'string') return `invalid value: ${text}`;
  if (min > value) return `min-scale=${min} is greater than activation-scale=${value}`;
  if (max < value && max !== 0) return `max-scale=${max} is less than activation-scale=${value}`;
  return value < 2 ? `activation-scale=${value} must be greater than 1` : undefined;
}

function floatProblems(annotations: Annotations): Problem[] {
  const bounded = (keys: KeyPriority, lower: number, upper: number): Problem[] =>
    checkFloat(annotations, keys, (value, { key, text }) =>
      value < lower || value > upper ? outOfBounds(key, text, lower, upper) : undefined,
    );
  return [
    ...bounded(ANNOTATION.panicWindowPercentage, PANIC_WINDOW_PERCENTAGE_MIN, PANIC_WINDOW_PERCENTAGE_MAX),
    ...bounded(ANNOTATION.panicThresholdPercentage, PANIC_THRESHOLD_PERCENTAGE_MIN, PANIC_THRESHOLD_PERCENTAGE_MAX),
    ...checkFloat(annotations, ANNOTATION.target, (value, { key, text }) =>
      value < TARGET_MIN ? rejected(key, `target ${text} should be at least ${TARGET_MIN}`) : undefined,
    ),
    ...bounded(ANNOTATION.targetUtilizationPercentage, 1, 100),
    ...checkFloat(annotations, ANNOTATION.targetBurstCapacity, (value, { key, text }) =>
      value < 0 && value !== -1 ? invalidValue(key, text) : undefined,
    ),
  ];
}

interface Written {
  readonly key: string;
  readonly text: string;
}

function checkFloat(
  annotations: Annotations,
  keys: KeyPriority,
  problemWith: (value: number, written: Written) => Problem | undefined,
): Problem[] {
  const written = lookUp(annotations, keys);
  if (written === undefined) return [];
  const value = parseFloat64(written.text);
  const problem = value === undefined ? invalidValue(written.key, written.text) : problemWith(value, written);
  return problem === undefined ? [] : [problem];
}

function durationProblems(annotations: Annotations): Problem[] {
  const check = (keys: KeyPriority, lowerMs: number, wholeSeconds: 'whole seconds' | 'any precision'): Problem[] => {
    const written = lookUp(annotations, keys);
    if (written === undefined) return [];
    const { key, text } = written;
    const value = parseDurationMs(text);
    if (value === undefined) return [invalidValue(key, text)];
    if (value < lowerMs || value > WINDOW_MAX_MS) {
      return [outOfBounds(key, text, formatSeconds(lowerMs / 1000), formatSeconds(WINDOW_MAX_MS / 1000))];
    }
    if (wholeSeconds === 'whole seconds' && !isWholeSeconds(value)) {
      return [rejected(key, 'must be specified with at most second precision')];
    }
    return [];
  };
  return [
    ...check(ANNOTATION.window, WINDOW_MIN_MS, 'whole seconds'),
    ...check(ANNOTATION.scaleToZeroPodRetentionPeriod, 0, 'any precision'),
    ...check(ANNOTATION.scaleDownDelay, 0, 'whole seconds'),
  ];
}

function metricProblems(annotations: Annotations, config: AutoscalerConfig): Problem[] {
  const written = lookUp(annotations, ANNOTATION.metric);
  if (written === undefined) return [];
  const className = lookUp(annotations, ANNOTATION.class)?.text ?? config.podAutoscalerClass;
  const known =
    className === KPA_CLASS
      ? ['concurrency', 'rps'].includes(written.text)
      : className === HPA_CLASS
        ? written.text !== ''
        : true;
  return known ? [] : [invalidValue(written.key, written.text)];
}

/** Upstream checks the algorithm only where the class is written out; with the default class a wrong one is taken as linear. */
function algorithmProblems(annotations: Annotations): Problem[] {
  const written = lookUp(annotations, ANNOTATION.metricAggregationAlgorithm);
  if (written === undefined || ['', 'linear', 'weighted-exponential', 'weightedExponential'].includes(written.text)) return [];
  const className = lookUp(annotations, ANNOTATION.class)?.text;
  if (className === KPA_CLASS) return [invalidValue(written.key, written.text)];
  if (className !== undefined) return [];
  return [ignored(written.key, `${written.text} is not an algorithm (linear, weighted-exponential): linear is used`)];
}

function initialScaleProblems(annotations: Annotations, config: AutoscalerConfig): Problem[] {
  const written = lookUp(annotations, ANNOTATION.initialScale);
  if (written === undefined) return [];
  const { key, text } = written;
  if (!/^[+-]?\d+$/.test(text)) return [invalidValue(key, text)];
  const value = Number(text);
  if (value < 0) return [rejected(key, `invalid value: ${text}, must be greater than 0`)];
  if (value === 0 && !config.allowZeroInitialScale) return [rejected(key, `invalid value: ${text}, 0 not allowed by cluster`)];
  // Upstream: pkg/reconciler/autoscaling/kpa/scaler.go, scale.
  const min = int32Setting(annotations, ANNOTATION.minScale) ?? config.minScale;
  if (value < min) return [ignored(key, `${value} has no effect: it starts with min-scale ${min} pods`)];
  return [];
}

function unknownAnnotations(annotations: Annotations): Problem[] {
  const known: readonly string[] = Object.values(ANNOTATION).flat();
  return Object.keys(annotations)
    .filter((key) => key.startsWith(`${AUTOSCALING_GROUP}/`) && !known.includes(key))
    .map((key) => {
      const choice = nearest(
        key,
        Object.values(ANNOTATION).map(([current]) => current),
      );
      return ignored(key, `is not an annotation that Knative reads.${choice === undefined ? '' : ` Did you mean ${choice}?`}`);
    });
}
