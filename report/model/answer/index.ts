import { plain, type BenchmarkResult, type Run } from '../../../contract';
import { MARK_WORDS } from '../../text/words';
import { resultsInOrder } from '../comparison';
import { telling } from '../marks';
import { withoutTradeoffRuns } from '../tradeoffs';
import { accuracyAnswer, parityAnswer } from './accuracy';
import { autoscalingAnswer } from './autoscaling';
import { loadAnswer } from './load';
import { quantizationAnswer } from './quantization';
import { queueAnswer } from './queue';
import { servingAnswer } from './serving';
import { toolsAnswer } from './tools';
import { tradeoffAnswer } from './tradeoffs';

/** What a person would say about a result, before any table. */
export interface Answer {
  readonly result: BenchmarkResult;
  readonly sentences: readonly string[];
}

const ANSWERS: Readonly<Record<BenchmarkResult['kind'], (result: BenchmarkResult) => string[]>> = {
  load: loadAnswer,
  queue: queueAnswer,
  accuracy: accuracyAnswer,
  parity: parityAnswer,
  autoscaling: autoscalingAnswer,
  quantization: quantizationAnswer,
  serving: servingAnswer,
  tools: toolsAnswer,
  tradeoffs: tradeoffAnswer,
};

/** The answers of a run, in reading order. Runs behind the trade-off table are answered by the table. */
export function answersOf(run: Run): Answer[] {
  return withoutTradeoffRuns(resultsInOrder(run)).map((result) => ({
    result,
    sentences: [...ANSWERS[result.kind](result), ...caution(result)],
  }));
}

/** A marked number is never said without its mark; that requests failed is said already. */
function caution(result: BenchmarkResult): string[] {
  const labels = [...new Set(telling(result).flatMap(({ mark }) => (mark === 'errors' ? [] : [MARK_WORDS[mark].label])))];
  return labels.length === 0 ? [] : [`Marked (${plain(labels.join(', '))}): read why before you quote it.`];
}
