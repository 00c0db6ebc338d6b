import { SHIPPED_SERVICES } from '../../contract/lab/schema';
import type { BenchmarkResult } from '../../contract/result';
import { TRADEOFF_METRICS, tradeoffRunName, type TradeoffMetric, type TradeoffRow } from '../../contract/tradeoffs';
import { changeCells, claimsOf } from './change-cells';
import { accuracyDifference, pairedDifference, pairedRatio, type Change } from './paired';
import { readingOf } from './reading';

/** The measurements for the table. */
export interface Measured {
  readonly rows: Readonly<Record<string, TradeoffRow>>;
  readonly repeats: number;
  /** Every run of every arm, by its name (tradeoffRunName). */
  readonly runs: ReadonlyMap<string, BenchmarkResult>;
  /** The accuracy benchmark of each model, by the SHA-256 of its file. */
  readonly accuracies: ReadonlyMap<string, BenchmarkResult>;
}

type Cells = BenchmarkResult['rows'][number];

/** Numbers that may be zero are compared by difference. */
const SHARES: readonly TradeoffMetric[] = ['errorRate'];

/**
 * The table in long form: one row for each comparison and metric, with before, after, interval, what the textbook expects
 * and the results that the numbers came from.
 */
export function tradeoffCells(measured: Measured): Cells[] {
  return Object.entries(measured.rows).flatMap(([name, row]) => {
    const [first = '', ...others] = Object.keys(row.arms);
    return others.flatMap((arm) =>
      metricsOf(row).map((metric) => cell(measured, { name, row, before: first, after: arm }, metric)),
    );
  });
}

/** Accuracy is that of the lab's own model: what else a service of the user's own answers is not judged. */
function metricsOf({ measure, arms }: TradeoffRow): readonly TradeoffMetric[] {
  const targets = [measure, ...Object.values(arms).map((arm) => arm.measure)].flatMap(({ target }) =>
    typeof target === 'string' ? [target] : [],
  );
  const isOwn = targets.length > 0 && !targets.some((target) => SHIPPED_SERVICES.includes(target));
  return TRADEOFF_METRICS.filter((metric) => metric !== 'accuracy' || !isOwn);
}

interface Comparison {
  readonly name: string;
  readonly row: TradeoffRow;
  readonly before: string;
  readonly after: string;
}

function cell(measured: Measured, comparison: Comparison, metric: TradeoffMetric): Cells {
  const { name, row, before, after } = comparison;
  const claims = claimsOf(row, metric);
  const common = { tradeoff: row.title, row: name, before, after, metric, ...claims };
  const found = metric === 'accuracy' ? accuracyChange(measured, comparison) : runChange(measured, comparison, metric);
  if (found === undefined) return { ...common, note: missingNote(measured, comparison) };
  const { change, from } = found;
  const whyNot = whyOtherWay(measured, comparison);
  const { because } = row;
  return { ...common, ...changeCells({ change, isCertain: true, claims, from, because, whyNot }) };
}

interface Found {
  readonly change: Change;
  /** Names of results: of the first arm, of the other. */
  readonly from: readonly [string, string];
}

function runChange(measured: Measured, { name, before, after }: Comparison, metric: TradeoffMetric): Found | undefined {
  const pairs = Array.from({ length: measured.repeats }, (_, repeat) =>
    [before, after].map((arm) => valueOf(measured.runs.get(tradeoffRunName(name, arm, repeat)), metric)),
  ).filter((pair): pair is [number, number] => pair.every((value) => value !== undefined));
  const [befores, afters] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
  const change = SHARES.includes(metric) ? pairedDifference(befores, afters) : pairedRatio(befores, afters);
  return change === undefined ? undefined : { change, from: [tradeoffRunName(name, before, 0), tradeoffRunName(name, after, 0)] };
}

function valueOf(result: BenchmarkResult | undefined, metric: TradeoffMetric): number | undefined {
  return result === undefined ? undefined : readingOf(result)[metric];
}

/** Servers of one model give the same labels, so accuracy belongs to the model and not to the arm. */
function accuracyChange(measured: Measured, { name, before, after }: Comparison): Found | undefined {
  const [one, other] = [before, after].map((arm) => {
    const sha = measured.runs.get(tradeoffRunName(name, arm, 0))?.subject.modelSha256;
    return sha === null || sha === undefined ? undefined : measured.accuracies.get(sha);
  });
  if (one === undefined || other === undefined) return undefined;
  const [a, b] = [accuracyOf(one), accuracyOf(other)];
  if (a === undefined || b === undefined) return undefined;
  const change: Change =
    one === other
      ? { scale: 'difference', before: a.value, after: a.value, change: 0, low: 0, high: 0 }
      : accuracyDifference(a, b);
  return { change, from: [one.name, other.name] };
}

function accuracyOf({ metrics, intervals }: BenchmarkResult) {
  const [value, interval] = [metrics['accuracy'], intervals['accuracy']];
  return value === undefined || interval === undefined ? undefined : { value, low: interval.low, high: interval.high };
}

function missingNote(measured: Measured, { name, before, after }: Comparison): string {
  const missing = [before, after].filter((arm) => !measured.runs.has(tradeoffRunName(name, arm, 0)));
  return missing.length === 0
    ? 'not measured: too few runs gave this number'
    : `not measured: no result of ${missing.join(', ')}`;
}

/** The usual reason, with the facts of these runs that bear on it. */
function whyOtherWay({ runs }: Measured, { name, row, before, after }: Comparison): string {
  const facts = [before, after].flatMap((arm) => {
    const result = runs.get(tradeoffRunName(name, arm, 0));
    if (result === undefined) return [];
    const { cpuUtilization, replicasMax } = result.metrics;
    return [
      `${arm}: at most ${replicasMax ?? '?'} ${replicasMax === 1 ? 'pod' : 'pods'}${cpuUtilization === undefined ? '' : `, ${Math.round(cpuUtilization * 100)} % of their CPU limit used`}`,
    ];
  });
  const environment = runs.get(tradeoffRunName(name, before, 0))?.environment;
  const machine = environment === undefined ? [] : [`${environment.logicalCpus} CPUs with ${environment.isaFlags.join(', ')}`];
  return `${row.ifNot} Here: ${[...facts, ...machine].join('; ')}.`;
}
