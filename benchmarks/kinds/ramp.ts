import { phaseRates, type Scenario } from '../../contract/scenario';

/** A stretch of time, seconds; the end is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A phase counts as high from this share of the highest rate on. */
const HIGH_SHARE = 2 / 3;

/**
 * The phase in which the autoscaler is judged, seconds from the scenario's start: of the phases near the highest rate the one
 * with most requests. A short spike above a long step is too short to settle in.
 */
export function highPhase(scenario: Scenario): Span {
  let start = 0;
  const phases = scenario.phases.map((phase) => {
    const { from, to } = phaseRates(phase);
    const span = { from: start, to: start + phase.seconds };
    start = span.to;
    return { span, rps: Math.max(from, to), requests: ((from + to) / 2) * phase.seconds };
  });
  const highest = Math.max(...phases.map(({ rps }) => rps));
  const [judged] = phases.filter(({ rps }) => rps >= highest * HIGH_SHARE).sort((one, other) => other.requests - one.requests);
  return judged?.span ?? { from: 0, to: 0 };
}

export interface Ramp {
  /** From the start of the high phase until the most replicas were ready, seconds; undefined when none was ever seen. */
  readonly timeToMaxSeconds: number | undefined;
  /** From the load step until replicas settled; the whole high phase when their number did not rise in it. */
  readonly ramp: Span;
  /** The rest of the high phase with all replicas; undefined when it was over before they were ready. */
  readonly settled: Span | undefined;
}

/**
 * @param replicas [seconds, ready pods] in order of time
 * @param high on the same clock
 */
export function rampOf(replicas: readonly (readonly [number, number])[], high: Span): Ramp {
  const before = replicas.filter(([at]) => at < high.from).at(-1)?.[1];
  const after = replicas.filter(([at]) => at >= high.from);
  const most = Math.max(before ?? 0, ...after.map(([, ready]) => ready));
  if (most === 0) return { timeToMaxSeconds: undefined, ramp: high, settled: undefined };
  if (before === most) return { timeToMaxSeconds: 0, ramp: high, settled: high };
  const reached = after.find(([, ready]) => ready === most)?.[0] ?? high.from;
  if (reached >= high.to) return { timeToMaxSeconds: reached - high.from, ramp: high, settled: undefined };
  return {
    timeToMaxSeconds: reached - high.from,
    ramp: { from: high.from, to: reached },
    settled: { from: reached, to: high.to },
  };
}
