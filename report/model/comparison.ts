import type { BenchmarkResult, Run } from '../../contract';
import { orderedMetrics } from '../text/metric';
import { headlineOf } from './headline';
import { withoutTradeoffRuns } from './tradeoffs';

/** Results of one kind, side by side. */
export interface Comparison {
  readonly kind: BenchmarkResult['kind'];
  readonly results: readonly BenchmarkResult[];
  /** Metrics that at least two of them have, headline numbers first. */
  readonly metrics: readonly string[];
}

const MOST_METRICS = 7;

/** One comparison for each kind with two results or more; trade-offs first, then in order of appearance. */
export function comparisonsOf(run: Run): Comparison[] {
  const kinds = [...new Set(resultsInOrder(run).map((result) => result.kind))];
  return kinds.flatMap((kind) => {
    const results = withoutTradeoffRuns(run.results).filter((result) => result.kind === kind);
    const metrics = sharedMetrics(results);
    return results.length < 2 || metrics.length === 0 ? [] : [{ kind, results, metrics }];
  });
}

/** The trade-off table answers the question most readers come with, so it stands first. */
export function resultsInOrder(run: Run): BenchmarkResult[] {
  const isTradeoff = (result: BenchmarkResult): boolean => result.kind === 'tradeoffs';
  return [...run.results.filter(isTradeoff), ...run.results.filter((result) => !isTradeoff(result))];
}

function sharedMetrics(results: readonly BenchmarkResult[]): string[] {
  const headlines = results.flatMap((result) => headlineOf(result).map((number) => number.metric));
  const all = orderedMetrics(results.flatMap((result) => Object.keys(result.metrics)));
  const shared = [...new Set([...headlines, ...all])].filter(
    (name) => results.filter((result) => Object.hasOwn(result.metrics, name)).length >= 2,
  );
  return shared.slice(0, MOST_METRICS);
}
