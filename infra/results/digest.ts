import { createHash } from 'node:crypto';
import { resultConfigMapName, type BenchmarkResult, type Run } from '../../contract';
import { headlineMetrics, metricText } from '../../report';

/** What a stack exports of one benchmark. The whole result is in its ConfigMap and in the file of results. */
export interface ResultDigest {
  readonly kind: BenchmarkResult['kind'];
  readonly pass: boolean;
  /** The number that stands for it, with its name: `p95Ms 177 ms`. */
  readonly headline: string;
  /** ConfigMap in the lab's namespace that holds the whole result. */
  readonly configMap: string;
  /** Of the result as JSON without spaces. */
  readonly sha256: string;
}

/** A benchmark that left no result. */
export interface MissingResult {
  readonly pass: false;
  readonly failure: string;
}

/**
 * The results of a run by benchmark, a few lines each, so that a preview that measures again is not thousands of lines long.
 * Null without benchmarks.
 */
export function resultDigests(run: Run | null): Record<string, ResultDigest | MissingResult> | null {
  if (run === null) return null;
  return Object.fromEntries<ResultDigest | MissingResult>([
    ...run.results.map((result): [string, ResultDigest] => [result.name, digestOf(result)]),
    ...run.failures.map(({ name, reason }): [string, MissingResult] => [name, { pass: false, failure: reason }]),
  ]);
}

function digestOf(result: BenchmarkResult): ResultDigest {
  const [metric = ''] = headlineMetrics(result);
  const value = result.metrics[metric];
  return {
    kind: result.kind,
    pass: result.verdict.pass,
    headline: value === undefined ? '' : `${metric} ${metricText(metric, value)}`,
    configMap: resultConfigMapName(result.name, result.subject.configHash),
    sha256: createHash('sha256').update(JSON.stringify(result)).digest('hex'),
  };
}
