import { answered, errorsByKind, latencyMs, sumErrors, type ErrorCounts, type Samples } from '../load/samples';
import { percentiles, type Percentiles } from '../kinds/latency';
import { quantile, sortedCopy } from '../../contract/statistics';

/** The result of one run of one tool, independent of the tool's own format. */
export interface Measurement extends Percentiles {
  readonly requests: number;
  readonly answered: number;
  readonly errors: ErrorCounts;
  /** From the first intended send to the end of the scenario or the last answer, whichever is later. */
  readonly seconds: number;
}

/** From a tool that reports every single request. */
export function measurementOf(samples: Samples): Measurement {
  const good = answered(samples);
  const lastMs = good.reduce((last, sample) => Math.max(last, sample.doneMs), samples.startMs);
  return {
    requests: samples.all.length,
    answered: good.length,
    errors: errorsByKind(samples.all),
    seconds: Math.max(samples.seconds, (lastMs - samples.startMs) / 1000),
    ...percentiles(sortedCopy(good.map(latencyMs))),
  };
}

/** Several runs of one tool: counts and seconds are summed, each percentile is the median of the runs', the worst is the worst. */
export function pooled(runs: readonly Measurement[]): Measurement {
  const sum = (of: (run: Measurement) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const values = (of: (run: Measurement) => number | undefined): number[] => runs.flatMap((run) => of(run) ?? []);
  const worst = values((run) => run.maxMs);
  return {
    requests: sum((run) => run.requests),
    answered: sum((run) => run.answered),
    errors: sumErrors(runs.map((run) => run.errors)).byKind,
    seconds: sum((run) => run.seconds),
    p50Ms: median(values((run) => run.p50Ms)),
    p95Ms: median(values((run) => run.p95Ms)),
    p99Ms: median(values((run) => run.p99Ms)),
    maxMs: worst.length === 0 ? undefined : Math.max(...worst),
  };
}

/** Undefined without values. */
export function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : quantile(sortedCopy(values), 0.5);
}
