import type { BenchmarkResult } from '../../contract';

/** Metrics whose bound is the SLO's p95, in results that do not carry their SLO (written before they did). */
const P95_METRICS = ['p95Ms', 'settledP95Ms', 'rampP95Ms'] as const;

/** What a result was measured against; undefined where no p95 is part of it. */
export function sloOf({ slo, verdict }: BenchmarkResult): { readonly p95Ms: number } | undefined {
  if (slo !== undefined) return slo;
  const check = verdict.checks.find(
    ({ metric, comparison }) => comparison.startsWith('<') && (P95_METRICS as readonly string[]).includes(metric),
  );
  return check === undefined ? undefined : { p95Ms: check.bound };
}
