import type { BenchmarkResult, Run } from '../../contract';
import { resultsInOrder } from '../model/comparison';
import { headlineOf } from '../model/headline';
import { withoutTradeoffRuns } from '../model/tradeoffs';
import { verdictOf, VERDICT_WORDS, type Verdict } from '../model/verdict';
import { describeMetric } from '../text/metric';
import { intervalText, metricText } from '../text/number';
import { plain } from '../../contract';
import { EMPTY, MARK_WORDS } from '../text/words';
import type { Paint, Tone } from './ansi';
import { cut } from './layout';
import { marksOn, telling } from '../model/marks';

const MOST_NUMBERS = 4;
const GAP = 2;
/** Below this width the interval column makes room for the rest. */
const WIDTH_FOR_INTERVALS = 64;
const TONES: Readonly<Record<Verdict, Tone>> = { pass: 'good', fail: 'bad', unchecked: 'quiet' };

interface Row {
  readonly title: string;
  readonly value: string;
  readonly interval: string;
  readonly mark: string;
}

/** One block a benchmark: a line with name, verdict and marks, then its headline numbers, each flagged when marked. */
export function numbersTable(run: Run, width: number, paint: Paint): string[] {
  const results = withoutTradeoffRuns(resultsInOrder(run));
  const rows = new Map(results.map((result) => [result, rowsOf(result)]));
  const all = [...rows.values()].flat();
  const hasIntervals = width >= WIDTH_FOR_INTERVALS && all.some((row) => row.interval !== EMPTY);
  const longestTitle = Math.max(0, ...all.map((row) => row.title.length));
  const valueWidth = Math.max(0, ...all.map((row) => row.value.length));
  const intervalWidth = hasIntervals ? Math.max('95 % interval'.length, ...all.map((row) => row.interval.length)) + GAP : 0;
  const titleWidth = Math.max(8, Math.min(longestTitle, width - 2 - GAP - valueWidth - intervalWidth - 2));
  const line = (row: Row): string => {
    const left = `  ${cut(row.title, titleWidth).padEnd(titleWidth)}${' '.repeat(GAP)}${row.value.padStart(valueWidth)}`;
    const interval = hasIntervals ? paint('quiet', row.interval.padStart(intervalWidth)) : '';
    return `${left}${interval}${row.mark === '' ? '' : ` ${paint('warn', row.mark)}`}`;
  };
  const header = hasIntervals
    ? [paint('quiet', '95 % interval'.padStart(2 + titleWidth + GAP + valueWidth + intervalWidth))]
    : [];
  return [...header, ...results.flatMap((result) => [headLine(result, width, paint), ...(rows.get(result) ?? []).map(line)])];
}

function rowsOf(result: BenchmarkResult): Row[] {
  return headlineOf(result)
    .slice(0, MOST_NUMBERS)
    .map(({ metric, value, interval }) => ({
      title: describeMetric(metric).title,
      value: metricText(metric, value),
      interval: interval === undefined ? EMPTY : intervalText(metric, value, interval),
      mark: marksOn(result, metric).length > 0 ? '!' : '',
    }));
}

/** `load/fastapi  passes  ! throttled` */
function headLine(result: BenchmarkResult, width: number, paint: Paint): string {
  const verdict = verdictOf(result);
  const words = VERDICT_WORDS[verdict];
  const marks = [...new Set(telling(result).map(({ mark }) => mark))].map((mark) => `! ${MARK_WORDS[mark].label}`).join(' ');
  const name = cut(plain(result.name), Math.max(8, width - words.length - 2));
  const room = width - name.length - words.length - 2 * GAP;
  const tail = marks === '' || room < 3 ? '' : `  ${paint('warn', cut(marks, room))}`;
  return `${paint('strong', name)}  ${paint(TONES[verdict], words)}${tail}`;
}
