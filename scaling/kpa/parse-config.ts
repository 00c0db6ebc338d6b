import { nearest } from '../../contract';
import { type AutoscalerConfig, DEFAULT_AUTOSCALER_CONFIG } from './config';
import { parseBool, parseDurationMs, parseFloat64, parseInt32 } from '../go-values';
import { type Problem, ignored, rejected } from '../problem';
import { configProblems } from './validate-config';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type KeysOf<T> = { [K in keyof AutoscalerConfig]: AutoscalerConfig[K] extends T ? K : never }[keyof AutoscalerConfig];

const FLOATS: Readonly<Record<string, KeysOf<number>>> = {
  'max-scale-up-rate': 'maxScaleUpRate',
  'max-scale-down-rate': 'maxScaleDownRate',
  'container-concurrency-target-percentage': 'containerConcurrencyTargetFraction',
  'container-concurrency-target-default': 'containerConcurrencyTargetDefault',
  'requests-per-second-target-default': 'rpsTargetDefault',
  'target-burst-capacity': 'targetBurstCapacity',
  'panic-window-percentage': 'panicWindowPercentage',
  'activator-capacity': 'activatorCapacity',
  'panic-threshold-percentage': 'panicThresholdPercentage',
};
const INTEGERS: Readonly<Record<string, KeysOf<number>>> = {
  'initial-scale': 'initialScale',
  'min-scale': 'minScale',
  'max-scale': 'maxScale',
  'max-scale-limit': 'maxScaleLimit',
};
const DURATIONS: Readonly<Record<string, KeysOf<number>>> = {
  'stable-window': 'stableWindowMs',
  'scale-down-delay': 'scaleDownDelayMs',
  'scale-to-zero-grace-period': 'scaleToZeroGracePeriodMs',
  'scale-to-zero-pod-retention-period': 'scaleToZeroPodRetentionPeriodMs',
};
const BOOLEANS: Readonly<Record<string, KeysOf<boolean>>> = {
  'enable-scale-to-zero': 'enableScaleToZero',
  'allow-zero-initial-scale': 'allowZeroInitialScale',
};
const CLASS_KEY = 'pod-autoscaler-class';
const KNOWN_KEYS = [CLASS_KEY, ...[FLOATS, INTEGERS, DURATIONS, BOOLEANS].flatMap((keys) => Object.keys(keys))];

export interface ParsedAutoscalerConfig {
  /** What the autoscaler would use. With a `rejected` problem upstream keeps the config it had before. */
  readonly config: AutoscalerConfig;
  readonly problems: readonly Problem[];
}

/**
 * Reads the entries of the config-autoscaler ConfigMap over the defaults.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/config/config.go, NewConfigFromMap; where upstream stops at the first
 * mistake this names all of them, and a key that upstream ignores is named too.
 */
export function parseAutoscalerConfig(data: Readonly<Record<string, string>>): ParsedAutoscalerConfig {
  const config: Mutable<AutoscalerConfig> = { ...DEFAULT_AUTOSCALER_CONFIG };
  const problems: Problem[] = [];

  for (const [key, text] of Object.entries(data)) {
    if (key === CLASS_KEY) {
      config.podAutoscalerClass = text;
      continue;
    }
    const flag = BOOLEANS[key];
    if (flag !== undefined) {
      const value = parseBool(text);
      if (value === undefined) problems.push(rejected(key, `${JSON.stringify(text)} is not true or false`));
      else config[flag] = value;
      continue;
    }
    const field = FLOATS[key] ?? INTEGERS[key] ?? DURATIONS[key];
    if (field === undefined) {
      if (key !== '_example') problems.push(ignored(key, unknownKey(key)));
      continue;
    }
    const value = readNumber(key, text);
    if (value === undefined) problems.push(rejected(key, notReadable(key, text)));
    else config[field] = value;
  }

  // Values in (0, 1] are fractions, larger ones percent: both spellings are in use.
  if (config.containerConcurrencyTargetFraction > 1) config.containerConcurrencyTargetFraction /= 100;

  return { config, problems: [...problems, ...configProblems(config)] };
}

function readNumber(key: string, text: string): number | undefined {
  if (key in FLOATS) return parseFloat64(text);
  if (key in DURATIONS) return parseDurationMs(text);
  const value = parseInt32(text);
  return typeof value === 'number' ? value : undefined;
}

function notReadable(key: string, text: string): string {
  const wanted = key in DURATIONS ? 'a duration such as 60s' : key in INTEGERS ? 'a whole number' : 'a number';
  return `${JSON.stringify(text)} is not ${wanted}`;
}

function unknownKey(key: string): string {
  const choice = nearest(key, KNOWN_KEYS);
  return choice === undefined
    ? 'is not a setting of config-autoscaler'
    : `is not a setting of config-autoscaler. Did you mean ${choice}?`;
}
