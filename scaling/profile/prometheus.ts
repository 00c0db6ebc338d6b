/** What a profile asks of a Prometheus, or of anything that answers its HTTP API. */
export interface PrometheusApi {
  /** One value per step of the range and series (`/api/v1/query_range`). */
  range(query: string, range: TimeRange): Promise<readonly Series[]>;
  /** Values at one moment, or the samples of a range selector that ends there (`/api/v1/query`). */
  instant(query: string, atSeconds: number): Promise<readonly Series[]>;
}

/** Unix seconds; points are at from + step, from + 2 step, … to. Each tells of the step that ends there. */
export interface TimeRange {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly stepSeconds: number;
}

export interface Series {
  readonly labels: Readonly<Partial<Record<string, string>>>;
  readonly points: readonly (readonly [atSeconds: number, value: number])[];
}

export function stepCount({ fromSeconds, toSeconds, stepSeconds }: TimeRange): number {
  return Math.round((toSeconds - fromSeconds) / stepSeconds);
}

/** `2026-11-24T10:00:00Z`, as the flags take it. */
export function timeText(seconds: number): string {
  return new Date(1000 * Math.round(seconds)).toISOString().replace('.000Z', 'Z');
}
