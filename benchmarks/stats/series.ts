import type { Series } from '../../contract/result';

/** Enough for a chart, and a day of load still fits the result's size. */
const MAX_POINTS = 600;

/** Width of one window: whole seconds, as few as keep a run of this length within MAX_POINTS. */
export function windowSeconds(runSeconds: number): number {
  return Math.max(1, Math.ceil(runSeconds / MAX_POINTS));
}

/** Three decimals are enough for milliseconds and cores. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Values of each window, by time: window i covers [i x width, (i + 1) x width) seconds. */
export function windows(seconds: ArrayLike<number>, values: ArrayLike<number>, runSeconds: number, width: number): number[][] {
  const result: number[][] = Array.from({ length: Math.max(1, Math.ceil(runSeconds / width)) }, () => []);
  for (let index = 0; index < seconds.length; index++) {
    const at = Math.min(result.length - 1, Math.max(0, Math.floor((seconds[index] ?? 0) / width)));
    result[at]?.push(values[index] ?? 0);
  }
  return result;
}

/** One point for each window that has a value, at the window's start. */
export function series(unit: string, perWindow: readonly (number | undefined)[], startSeconds: number, width: number): Series {
  const points = perWindow.flatMap((value, index): [number, number][] =>
    value === undefined ? [] : [[rounded(startSeconds + index * width), rounded(value)]],
  );
  return { unit, points };
}

/** A series sampled at odd moments, thinned to MAX_POINTS by keeping the last sample of each stretch. */
export function sampledSeries(unit: string, samples: readonly (readonly [number, number])[]): Series {
  const stride = Math.max(1, Math.ceil(samples.length / MAX_POINTS));
  const kept = samples.filter((_, index) => (index + 1) % stride === 0 || index === samples.length - 1);
  return { unit, points: kept.map(([at, value]): [number, number] => [rounded(at), rounded(value)]) };
}
