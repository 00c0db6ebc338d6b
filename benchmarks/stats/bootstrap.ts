import type { Interval } from '../../contract/result';
import { percentile, rank, sortedCopy } from '../../contract/statistics';
import type { Random } from '../../contract/random';

export const RESAMPLES = 1000;
/** Fewer windows than this say nothing about the spread between windows. */
export const MIN_WINDOWS = 5;
const METHOD = 'bootstrap over 1 s windows';

interface Weighted {
  readonly value: number;
  readonly window: number;
}

/**
 * 95 % interval of a percentile by block bootstrap: whole 1 s windows are drawn with replacement, because latencies
 * within a second depend on each other (a queue, a pause) and single requests drawn alone would look too certain.
 *
 * @param windows the latencies of each window
 */
export function percentileInterval(windows: readonly (readonly number[])[], share: number, random: Random): Interval | undefined {
  if (windows.length < MIN_WINDOWS) return undefined;
  const fromTop = windows
    .flatMap((values, window) => values.map((value): Weighted => ({ value, window })))
    .sort((one, other) => other.value - one.value);
  if (fromTop.length === 0) return undefined;
  const drawn = new Uint32Array(windows.length);
  const estimates: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const count = drawWindows(windows, drawn, random);
    if (count > 0) estimates.push(weightedPercentile(fromTop, drawn, count, share));
  }
  return interval(estimates);
}

/** Draws as many windows as there are; returns how many values they hold together. */
function drawWindows(windows: readonly (readonly number[])[], drawn: Uint32Array, random: Random): number {
  drawn.fill(0);
  let count = 0;
  for (let draw = 0; draw < windows.length; draw++) {
    const window = Math.floor(random() * windows.length);
    drawn[window] = (drawn[window] ?? 0) + 1;
    count += windows[window]?.length ?? 0;
  }
  return count;
}

/** Visits only the values above the percentile, so a thousand resamples of a long run stay cheap. */
function weightedPercentile(fromTop: readonly Weighted[], drawn: Uint32Array, count: number, share: number): number {
  let above = count - rank(count, share);
  for (const { value, window } of fromTop) {
    above -= drawn[window] ?? 0;
    if (above < 0) return value;
  }
  return fromTop.at(-1)?.value ?? 0;
}

/** 95 % interval of the mean of per-second counts, windows drawn with replacement. */
export function meanInterval(perSecond: readonly number[], random: Random): Interval | undefined {
  if (perSecond.length < MIN_WINDOWS) return undefined;
  const estimates: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let draw = 0; draw < perSecond.length; draw++) sum += perSecond[Math.floor(random() * perSecond.length)] ?? 0;
    estimates.push(sum / perSecond.length);
  }
  return interval(estimates);
}

function interval(estimates: readonly number[]): Interval | undefined {
  const sorted = sortedCopy(estimates);
  const low = percentile(sorted, 0.025);
  const high = percentile(sorted, 0.975);
  return low === undefined || high === undefined ? undefined : { low, high, level: 0.95, method: METHOD };
}
