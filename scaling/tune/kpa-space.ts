import {
  ANNOTATION,
  DEFAULT_AUTOSCALER_CONFIG,
  durationMsSetting,
  floatSetting,
  lookUp,
  resolveMetricTarget,
  scaleBounds,
  scalingMetric,
  validateAnnotations,
  type Annotations,
  type KeyPriority,
} from '../kpa';
import { firstRejection } from '../problem';
import {
  around,
  clamp,
  maxLadder,
  numberKnob,
  podLadder,
  spaceOf,
  type Edit,
  type Knob,
  type SearchSpace,
  type Tuned,
} from './space';

const CONCURRENCIES = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100];
const WINDOWS_SECONDS = [15, 30, 60, 120];
const TEMPLATE_ANNOTATIONS = ['spec', 'template', 'metadata', 'annotations'] as const;

/** Target, window, min and max of a Knative revision. */
export function kpaSpace({ autoscaler, demand }: Tuned<'kpa'>): SearchSpace {
  const { annotations, containerConcurrency } = autoscaler;
  const config = { ...DEFAULT_AUTOSCALER_CONFIG, ...autoscaler.config };
  const revision = { annotations, containerConcurrency, reachability: 'Reachable' as const };
  const isConcurrency = scalingMetric(revision) === 'concurrency';
  const limit = containerConcurrency === 0 ? Infinity : containerConcurrency;
  const targetNow = floatSetting(annotations, ANNOTATION.target) ?? resolveMetricTarget(revision, config).total;
  const bounds = scaleBounds(revision, config);
  const busyPods = demand.peakBusyPods;
  const knob = (
    name: string,
    keys: KeyPriority,
    now: number,
    choices: readonly number[],
    written: (value: number) => string,
    text: (value: number) => string = String,
  ): Knob<Annotations> => {
    // Where an older spelling is written, it is the one that is changed.
    const key = lookUp(annotations, keys)?.key ?? keys[0];
    return numberKnob<Annotations>(name, now, choices, {
      text,
      apply: (state, value) => ({ ...state, [key]: written(value) }),
      edits: (value): Edit[] => [{ path: [...TEMPLATE_ANNOTATIONS, key], value: written(value) }],
    });
  };
  const perPod = 1000 / Math.max(demand.serviceMs, 1e-9);
  return spaceOf<Annotations>({
    knobs: [
      knob(
        isConcurrency ? 'target in flight' : 'target rps',
        ANNOTATION.target,
        targetNow,
        isConcurrency ? CONCURRENCIES.filter((value) => value <= limit) : [...around(targetNow), ...around(perPod)],
        String,
      ),
      knob(
        'min',
        ANNOTATION.minScale,
        bounds.min,
        [...(config.enableScaleToZero ? [0] : []), ...podLadder(bounds.max, busyPods)],
        String,
      ),
      knob('max', ANNOTATION.maxScale, bounds.max, maxLadder(busyPods), String, (value) =>
        value === 0 ? 'no bound' : String(value),
      ),
      knob(
        'window',
        ANNOTATION.window,
        (durationMsSetting(annotations, ANNOTATION.window) ?? config.stableWindowMs) / 1000,
        WINDOWS_SECONDS,
        (seconds) => `${seconds}s`,
        (seconds) => `${seconds} s`,
      ),
    ],
    state: annotations,
    autoscalerOf: (state) => {
      const refusal = firstRejection(validateAnnotations(state, config));
      return refusal === undefined ? { ...autoscaler, annotations: state } : undefined;
    },
    settledPods: (state) => {
      const changed = { ...revision, annotations: state };
      const { min, max } = scaleBounds(changed, config);
      const inFlight = (demand.firstRps * demand.serviceMs) / 1000;
      const wanted = Math.ceil((isConcurrency ? inFlight : demand.firstRps) / resolveMetricTarget(changed, config).target);
      return clamp(wanted, min, max === 0 ? Infinity : Math.max(min, max));
    },
  });
}
