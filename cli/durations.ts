import { UserError } from '../contract';

const SECONDS_PER: Readonly<Partial<Record<string, number>>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * `90s`, `15m`, `1h30m`, `2d`, or plain seconds.
 *
 * @param flag for messages
 * @throws UserError when it is no length of time
 */
export function durationSeconds(flag: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === text;
  const seconds = isWhole
    ? parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS_PER[unit] ?? 0), 0)
    : /^\d+(\.\d+)?$/.test(text)
      ? Number(text)
      : Number.NaN;
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new UserError({
    where: `${flag} ${text}`,
    problem: 'is not a length of time.',
    fix: 'For example 90s, 15m, 1h or 2d.',
    code: 'flag-wrong',
  });
}

/**
 * A moment as Unix seconds: `now`, ISO 8601, or Unix seconds.
 *
 * @throws UserError when it is no moment
 */
export function momentSeconds(flag: string, text: string, nowSeconds: number): number {
  const seconds = text === 'now' ? nowSeconds : /^\d{9,11}(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isFinite(seconds)) return seconds;
  throw new UserError({
    where: `${flag} ${text}`,
    problem: 'is not a moment.',
    fix: 'For example 2026-11-24T10:00:00Z, Unix seconds, or now.',
    code: 'flag-wrong',
  });
}
