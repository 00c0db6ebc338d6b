/** Outcomes of a request. Only index 0 is good. */
export const OUTCOMES = ['ok', 'timeout', 'connection', 'http-4xx', 'http-5xx', 'wrong-answer'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Sample {
  /** When it was meant to be sent, was sent, and was answered or given up; milliseconds on the benchmark's clock. */
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly doneMs: number;
  readonly outcome: Outcome;
}

/** Every request of one stretch of load. */
export interface Samples {
  /** When the load began, milliseconds on the benchmark's clock. */
  readonly startMs: number;
  /** How long load was offered, seconds. */
  readonly seconds: number;
  readonly all: readonly Sample[];
}

export function answered(samples: Samples): Sample[] {
  return samples.all.filter((sample) => sample.outcome === 'ok');
}

/** From the intended send time: the wait of a client that does not know the server has stalled. */
export function latencyMs(sample: Sample): number {
  return sample.doneMs - sample.intendedMs;
}

export type ErrorCounts = Readonly<Record<string, number>>;

/** Failed requests by kind, without kinds that did not occur. */
export function errorsByKind(all: readonly Pick<Sample, 'outcome'>[]): ErrorCounts {
  return countErrors(all.map(({ outcome }) => outcome));
}

export function countErrors(outcomes: readonly string[]): ErrorCounts {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) if (outcome !== 'ok') counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

export function sumErrors(counts: readonly ErrorCounts[]): { total: number; byKind: Record<string, number> } {
  const byKind: Record<string, number> = {};
  for (const one of counts) for (const [kind, count] of Object.entries(one)) byKind[kind] = (byKind[kind] ?? 0) + count;
  return { total: Object.values(byKind).reduce((sum, count) => sum + count, 0), byKind };
}

/** `3 timeout, 1 connection` */
export function errorText(counts: ErrorCounts): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
