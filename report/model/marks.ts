import type { BenchmarkResult, Mark } from '../../contract';
import { decodeLatencies, LEAST_BEYOND } from './latencies';

/** A mark of a result, or of a single number of it. */
export interface ShownMark {
  readonly mark: Mark['mark'] | 'few-samples';
  readonly reason: string;
}

/** Marks about speed: a busy machine makes answers late, not wrong. */
const ABOUT_SPEED: readonly Mark['mark'][] = ['throttled', 'overloaded', 'client-limited', 'limit-not-enforced'];

/** Numbers that come out the same on a busy machine. */
const WHATEVER_THE_SPEED: ReadonlySet<string> = new Set([
  ...['accuracy', 'accuracyRatio', 'accuracyRatioLow', 'baselineAccuracy', 'agreement', 'flips', 'mcnemarP', 'cosine', 'sqnrDb'],
  ...['precision', 'recall', 'f1', 'emails', 'comparedTexts', 'labelDifferences', 'maxProbabilityDifference', 'jobs', 'jobsLost'],
  ...['sizeBytes', 'sizeRatio', 'costPerPodMonthUsd', 'requests', 'artifacts', 'servers', 'toolsCompared', 'cellsMeasured'],
]);

/** Kinds in which nothing depends on the speed of the machine. */
const WITHOUT_SPEED: readonly BenchmarkResult['kind'][] = ['accuracy', 'parity'];

/** The marks of a result that can change what its numbers say. */
export function telling({ kind, marks }: BenchmarkResult): Mark[] {
  return marks.filter(({ mark }) => !(WITHOUT_SPEED.includes(kind) && ABOUT_SPEED.includes(mark)));
}

/** The marks that stand beside one number: those that can change it, and whether few samples carry it. */
export function marksOn(result: BenchmarkResult, metric: string): ShownMark[] {
  const own = telling(result).filter(({ mark }) => !(WHATEVER_THE_SPEED.has(metric) && ABOUT_SPEED.includes(mark)));
  return [...own, ...fewSamples(result, metric)];
}

/** `p99Ms`, `totalP95Ms`: the percentile, and the histogram of the values that it is of. */
const PERCENTILE = /^(total|wait)?[pP](\d\d)Ms$/;

function fewSamples(result: BenchmarkResult, metric: string): ShownMark[] {
  const [matched, of, percent] = PERCENTILE.exec(metric) ?? [];
  if (matched === undefined || !Object.hasOwn(result.metrics, metric)) return [];
  const name = of ?? 'latency';
  const histogram = Object.hasOwn(result.histograms, name) ? result.histograms[name] : undefined;
  const count = histogram === undefined ? undefined : decodeLatencies(histogram)?.count;
  if (count === undefined) return [];
  const beyond = count * (1 - Number(percent) / 100);
  if (beyond >= LEAST_BEYOND) return [];
  const reason = `${beyond < 1 ? 'less than one' : `only ${Math.round(beyond)}`} of ${count} values ${Math.round(beyond) === 1 ? 'lies' : 'lie'} beyond it (bound ${LEAST_BEYOND}); measure longer`;
  return [{ mark: 'few-samples', reason }];
}
