import { HpaController } from './controller';
import { DEFAULT_SYNC_PERIOD_SECONDS, type ControllerSettings } from './defaults';
import type { HpaBehavior, HpaSpec, ScalingRules } from './types';

/** A rescale on the way from one replica count to another. */
export interface RampStep {
  /** Seconds after the demand changed. */
  readonly seconds: number;
  readonly replicas: number;
}

/** How far an HPA gets, and when. */
export interface Ramp {
  readonly from: number;
  /** One per rescale; empty when nothing moves. */
  readonly steps: readonly RampStep[];
}

export interface RampOptions {
  readonly syncPeriodSeconds?: number;
  readonly settings?: Partial<ControllerSettings>;
  /** A count that somebody else sets at second 0, within the bounds or not. Without it the count stays where it had settled. */
  readonly applied?: number;
  /**
   * `none`: an HPA that is new, and remembers no recommendation.
   * @default 'settled'
   */
  readonly history?: 'settled' | 'none';
}

const DEMAND = 'demand';
/** The longest stabilization window the API allows: the demand is steady for that long before the jump. */
const LONGEST_MEMORY_SECONDS = 3600;
/** The slowest policy the API allows adds a pod in half an hour; this is enough for 300 of them. */
const GIVE_UP_SECONDS = 7 * 24 * 3600;

/**
 * How fast an HPA's policies let it go from one replica count to another, whatever it measures: the rescales after a demand
 * that had settled at `from` jumps to `to` and stays. The rules are not modelled: an HpaController is run with the
 * spec's bounds and behavior and a metric that demands exactly so many replicas. Pods are taken to start at once; tolerance,
 * which is about measuring, is left out.
 *
 * @param from a count within minReplicas and maxReplicas, or else the nearest such count is used
 * @param to the demand; the HPA's bounds still apply
 */
export function ramp(spec: HpaSpec, from: number, to: number, options: RampOptions = {}): Ramp {
  const periodSeconds = options.syncPeriodSeconds ?? DEFAULT_SYNC_PERIOD_SECONDS;
  const controller = new HpaController(demandOnly(spec), { ...options.settings, tolerance: 0 });
  const sync = (seconds: number, current: number, demand: number): number =>
    controller.sync(seconds * 1000, {
      specReplicas: current,
      statusReplicas: current,
      pods: [],
      externalMetricsMilli: { [DEMAND]: [demand * 1000] },
    }).replicas;

  const start = withinBounds(spec, from);
  const goal = withinBounds(spec, to);
  const steadySyncs = options.history === 'none' ? 0 : Math.ceil(LONGEST_MEMORY_SECONDS / periodSeconds) + 1;
  for (let count = steadySyncs; count > 0; count--) sync(-count * periodSeconds, start, start);
  const steps: RampStep[] = [];
  let replicas = options.applied ?? start;
  for (let seconds = 0; replicas !== goal && seconds <= GIVE_UP_SECONDS; seconds += periodSeconds) {
    const next = sync(seconds, replicas, to);
    if (next !== replicas) steps.push({ seconds, replicas: next });
    replicas = next;
  }
  return { from: start, steps };
}

/** Replicas so many seconds after the demand jumped. */
export function replicasAfter({ from, steps }: Ramp, seconds: number): number {
  return steps.filter((step) => step.seconds <= seconds).at(-1)?.replicas ?? from;
}

/** Seconds until a replica count is reached or passed; undefined when it never is. */
export function secondsToReach({ from, steps }: Ramp, replicas: number): number | undefined {
  if (replicas === from) return 0;
  return steps.find((step) => (replicas > from ? step.replicas >= replicas : step.replicas <= replicas))?.seconds;
}

function withinBounds(spec: HpaSpec, replicas: number): number {
  return Math.min(Math.max(replicas, spec.minReplicas ?? 1), spec.maxReplicas);
}

/** The same bounds and behavior, over a metric that is the number of replicas wanted. */
function demandOnly(spec: HpaSpec): HpaSpec {
  const target = { type: 'AverageValue', averageValue: 1 };
  const { behavior } = spec;
  return {
    ...spec,
    metrics: [{ type: 'External', external: { metric: { name: DEMAND }, target } }],
    behavior: untolerant(behavior),
  };
}

function untolerant(behavior: HpaBehavior | undefined): HpaBehavior | undefined {
  const strip = (rules: ScalingRules | undefined): ScalingRules | undefined => rules && { ...rules, tolerance: undefined };
  return behavior && { scaleUp: strip(behavior.scaleUp), scaleDown: strip(behavior.scaleDown) };
}
