import { createHash } from 'node:crypto';
import { comparisonResult, type Compared } from '../../benchmarks/tradeoffs/result';
import { RESULT_SCHEMA, type BenchmarkResult, type Run } from '../../contract';
import type { Outcome } from './read-result';

export interface RunLabels {
  readonly labVersion: string;
  readonly command: string;
  readonly profile: string;
}

const COMPARES_NOTHING: Compared = { benchmarks: {} };

/** All outcomes as one `lab.benchmark/v1` document. The same outcomes give the same document, whenever it is made. */
export function runDocument(outcomes: readonly Outcome[], labels: RunLabels, lab: Compared = COMPARES_NOTHING): Run | null {
  if (outcomes.length === 0) return null;
  const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []));
  const table = comparisonResult(lab, results, configHashOf(results));
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [{ name: outcome.name, reason: outcome.failure }] : []));
  const startMs = Math.min(...results.map(startOf));
  const endMs = Math.max(...results.map((result) => startOf(result) + result.durationSeconds * 1000));
  return {
    schema: RESULT_SCHEMA,
    kind: 'run',
    ...labels,
    startedAt: new Date(results.length === 0 ? 0 : startMs).toISOString(),
    durationSeconds: results.length === 0 ? 0 : (endMs - startMs) / 1000,
    results: [...(table === undefined ? [] : [table]), ...results],
    failures,
  };
}

/** The table is another one when any result behind it is. */
function configHashOf(results: readonly BenchmarkResult[]): string {
  const hashes = results.map(({ subject }) => subject.configHash);
  return createHash('sha256').update(JSON.stringify(hashes)).digest('hex').slice(0, 12);
}

function startOf({ startedAt }: BenchmarkResult): number {
  return Date.parse(startedAt);
}

/** The comparison of variants, when a benchmark made one. */
export function tradeoffsOf(run: Run | null): BenchmarkResult | null {
  return run?.results.find(({ kind }) => kind === 'tradeoffs') ?? null;
}

/** Verdict by benchmark; one without a result has failed. */
export function verdictsOf(run: Run | null): Record<string, boolean> {
  return Object.fromEntries([
    ...(run?.results ?? []).map(({ name, verdict }): [string, boolean] => [name, verdict.pass]),
    ...(run?.failures ?? []).map(({ name }): [string, boolean] => [name, false]),
  ]);
}
