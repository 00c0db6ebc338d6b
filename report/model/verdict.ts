import type { BenchmarkResult, Check, Run } from '../../contract';
import { describeMetric } from '../text/metric';
import { metricText } from '../text/number';
import { withoutTradeoffRuns } from './tradeoffs';
import { telling } from './marks';

/** `unchecked`: the benchmark has numbers but no checks. */
export type Verdict = 'pass' | 'fail' | 'unchecked';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = { pass: 'passes', fail: 'fails', unchecked: 'no checks' };

export function verdictOf(result: BenchmarkResult): Verdict {
  if (!result.verdict.pass) return 'fail';
  return result.verdict.checks.length === 0 ? 'unchecked' : 'pass';
}

const COMPARISON_SIGNS: Readonly<Record<Check['comparison'], string>> = {
  '<=': '≤',
  '>=': '≥',
  '<': '<',
  '>': '>',
  '==': '=',
};

/** `≤ 250 ms` */
export function boundText(check: Check): string {
  return `${COMPARISON_SIGNS[check.comparison]} ${metricText(check.metric, check.bound)}`;
}

/** `p95 latency is 310 ms, bound ≤ 250 ms; …` */
export function whyFailed({ verdict }: BenchmarkResult): string {
  const failed = verdict.checks.filter((check) => !check.pass);
  if (failed.length === 0) return 'the verdict is fail';
  return failed
    .map(
      (check) => `${describeMetric(check.metric).title} is ${metricText(check.metric, check.value)}, bound ${boundText(check)}`,
    )
    .join('; ');
}

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly unchecked: number;
  readonly marked: number;
  readonly withoutResult: number;
}

/** Runs behind the trade-off table are not counted: the table has its own verdict, and an overload misses its bounds on purpose. */
function tally(run: Run): Tally {
  const results = withoutTradeoffRuns(run.results);
  const verdicts = results.map(verdictOf);
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  return {
    passed: count('pass'),
    failed: count('fail'),
    unchecked: count('unchecked'),
    marked: results.filter((result) => telling(result).length > 0).length,
    withoutResult: run.failures.length,
  };
}

/** `5 benchmarks: 3 pass, 1 fails, 1 gave no result; 1 is marked.` */
export function tallySentence(run: Run): string {
  const { passed, failed, unchecked, marked, withoutResult } = tally(run);
  const total = withoutTradeoffRuns(run.results).length + withoutResult;
  const parts = [
    passed > 0 ? `${passed} ${passed === 1 ? 'passes its checks' : 'pass their checks'}` : '',
    failed > 0 ? `${failed} ${failed === 1 ? 'fails' : 'fail'}` : '',
    unchecked > 0 ? `${unchecked} without checks` : '',
    withoutResult > 0 ? `${withoutResult} gave no result` : '',
  ].filter((part) => part !== '');
  const marks = marked > 0 ? `; ${marked} ${marked === 1 ? 'is' : 'are'} marked` : '';
  return `${total} ${total === 1 ? 'benchmark' : 'benchmarks'}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}${marks}.`;
}
