import { durationSeconds, nearest, type KnativeSettings } from '../../contract';
import type { Problem } from '../problem';

const GROUP = 'autoscaling.knative.dev/';
const CLASSES = ['kpa.autoscaling.knative.dev', 'hpa.autoscaling.knative.dev'];

/** config-defaults: container-concurrency-max-limit and max-revision-timeout-seconds. */
const MAX_CONTAINER_CONCURRENCY = 1000;
const MAX_TIMEOUT_SECONDS = 600;
const MAX_INT32 = 2 ** 31 - 1;
const WINDOW_MAX_SECONDS = 3600;

type Check = (value: string) => string | undefined;

const INTEGER: Check = (text) =>
  /^\+?\d+$/.test(text) && Number(text) <= MAX_INT32 ? undefined : `is not a whole number within 0 and ${MAX_INT32}`;

function number(low: number, high: number): Check {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= low && value <= high) return undefined;
    return high === Infinity ? `is not a number of at least ${low}` : `is not a number within ${low} and ${high}`;
  };
}

function duration(lowSeconds: number, precision: 'any' | 'seconds'): Check {
  return (text) => {
    const seconds = text === '0' ? 0 : durationSeconds(text);
    if (seconds === undefined) return 'is not a duration such as "30s", "2m" or "1h"';
    if (seconds < lowSeconds || seconds > WINDOW_MAX_SECONDS) return `is not within ${lowSeconds}s and 1h`;
    return precision === 'seconds' && !Number.isInteger(seconds) ? 'is finer than a second' : undefined;
  };
}

function oneOf(...choices: readonly string[]): Check {
  return (text) => (choices.includes(text) ? undefined : `is not one of ${choices.join(', ')}`);
}

/** Every annotation and its bounds: pkg/apis/autoscaling/register.go and annotation_validation.go, Knative Serving v0.42.2. */
const ANNOTATIONS: Readonly<Record<string, Check>> = {
  class: oneOf(...CLASSES),
  'min-scale': INTEGER,
  'max-scale': INTEGER,
  'initial-scale': (text) =>
    INTEGER(text) ?? (Number(text) === 0 ? 'is 0, which clusters refuse by default (allow-zero-initial-scale)' : undefined),
  'activation-scale': (text) => INTEGER(text) ?? (Number(text) < 2 ? 'is below 2' : undefined),
  'scale-down-delay': duration(0, 'seconds'),
  'scale-to-zero-pod-retention-period': duration(0, 'any'),
  metric: (text) => (text === '' ? 'is empty' : undefined),
  target: number(0.01, Infinity),
  'target-utilization-percentage': number(1, 100),
  'target-burst-capacity': (text) => (text === '-1' ? undefined : number(0, Infinity)(text)),
  window: duration(6, 'seconds'),
  'panic-window-percentage': number(1, 100),
  'panic-threshold-percentage': number(110, 1000),
  'metric-aggregation-algorithm': oneOf('linear', 'weighted-exponential', 'weightedExponential'),
};

/** Read by the KPA only; a revision of class HPA ignores them. */
const KPA_ONLY = [
  'window',
  'panic-window-percentage',
  'panic-threshold-percentage',
  'target-burst-capacity',
  'scale-down-delay',
  'scale-to-zero-pod-retention-period',
  'activation-scale',
  'metric-aggregation-algorithm',
];

/** What Knative's webhook would reject and what its autoscaler would ignore in the settings of a revision. */
export function knativeProblems(settings: KnativeSettings): Problem[] {
  const { containerConcurrency, timeoutSeconds, annotations } = settings;
  const problems: Problem[] = [];
  if (containerConcurrency < 0 || containerConcurrency > MAX_CONTAINER_CONCURRENCY)
    problems.push({
      field: 'containerConcurrency',
      problem: `${containerConcurrency} is not within 0 and ${MAX_CONTAINER_CONCURRENCY}`,
    });
  if (timeoutSeconds <= 0 || timeoutSeconds > MAX_TIMEOUT_SECONDS)
    problems.push({
      field: 'timeoutSeconds',
      problem: `${timeoutSeconds} is not within 1 and ${MAX_TIMEOUT_SECONDS} (max-revision-timeout-seconds)`,
    });
  const known = Object.keys(ANNOTATIONS);
  for (const [key, value] of Object.entries(annotations)) {
    const name = key.startsWith(GROUP) ? key.slice(GROUP.length) : key;
    const check = ANNOTATIONS[name];
    if (check === undefined) {
      const meant = nearest(name, known);
      const fix = meant === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${GROUP}${meant}?`;
      problems.push({ field: `annotations.${key}`, problem: 'is not read by any version of Knative', fix });
      continue;
    }
    const wrong = check(value);
    if (wrong !== undefined) problems.push({ field: `annotations.${key}`, problem: `"${value}" ${wrong}` });
  }
  return problems.length > 0 ? problems : relationProblems(settings);
}

/** Relations between values that are each right on their own. */
function relationProblems({ containerConcurrency, annotations }: KnativeSettings): Problem[] {
  const problems: Problem[] = [];
  const say = (name: string, problem: string, fix?: string) =>
    problems.push({ field: `annotations.${GROUP}${name}`, problem, ...(fix === undefined ? {} : { fix }) });
  const value = (name: string): number | undefined => {
    const text = annotations[GROUP + name];
    return text === undefined ? undefined : Number(text);
  };
  const min = value('min-scale') ?? 0;
  const max = value('max-scale') ?? 0;
  const initial = value('initial-scale');
  const activation = value('activation-scale');
  const target = value('target');
  const isHpa = annotations[`${GROUP}class`] === CLASSES[1];
  const metric = annotations[`${GROUP}metric`] ?? (isHpa ? 'cpu' : 'concurrency');

  if (max !== 0 && min > max) say('min-scale', `${min} is above max-scale ${max}`);
  if (activation !== undefined && activation < min) say('activation-scale', `${activation} is below min-scale ${min}`);
  if (activation !== undefined && max !== 0 && activation > max)
    say('activation-scale', `${activation} is above max-scale ${max}`);
  if (initial !== undefined && max !== 0 && initial > max)
    say('initial-scale', `${initial} is above max-scale ${max}, which it ignores`);
  if (initial !== undefined && initial < min) say('initial-scale', `${initial} is ignored: min-scale ${min} is above it`);
  if (isHpa) {
    for (const name of KPA_ONLY.filter((one) => annotations[GROUP + one] !== undefined))
      say(name, `is ignored by class ${CLASSES[1] ?? ''}`, `Leave it out, or use class ${CLASSES[0] ?? ''}.`);
  } else {
    if (!['concurrency', 'rps'].includes(metric))
      say('metric', `"${metric}" is not one of concurrency, rps (class ${CLASSES[0] ?? ''})`);
    if (metric === 'concurrency' && containerConcurrency > 0 && target !== undefined && target > containerConcurrency)
      say(
        'target',
        `${target} is above containerConcurrency ${containerConcurrency}, which caps it silently`,
        'Lower the target, or raise containerConcurrency (0 = no limit).',
      );
  }
  return problems;
}
