import type { Interval } from '../../contract/result';

/** 97.5th percentile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/** Wilson score interval, 95 %, of a share seen as `hits` of `count`. Undefined when nothing was counted. */
export function wilson(hits: number, count: number): Interval | undefined {
  if (count === 0) return undefined;
  const share = hits / count;
  const square = Z95 ** 2;
  const centre = (share + square / (2 * count)) / (1 + square / count);
  const half = (Z95 / (1 + square / count)) * Math.sqrt((share * (1 - share)) / count + square / (4 * count ** 2));
  return {
    // At the ends the exact bound is 0 or 1; rounding must not move it past.
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === count ? 1 : Math.min(1, centre + half),
    level: 0.95,
    method: 'wilson',
  };
}
