/** `2m05s`, `48s` */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

interface Countdown {
  /** What is being done. */
  readonly what: string;
  readonly leftSeconds: number;
}

/** `warm-up  (about 46s left)`: a progress line says what is being done and how long everything still takes. */
export function countdownText({ what, leftSeconds }: Countdown): string {
  return `${what}  (about ${clockText(leftSeconds)} left)`;
}

/** Reads what `countdownText` wrote. A Job counts down in its log; a run of several Jobs adds the time of the others. */
export function readCountdown(line: string): Countdown | undefined {
  const [, what, minutes, seconds] = /^(.+) {2}\(about (?:(\d+)m)?(\d+)s left\)$/.exec(line) ?? [];
  return what === undefined ? undefined : { what, leftSeconds: Number(minutes ?? 0) * 60 + Number(seconds) };
}
