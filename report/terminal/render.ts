import type { Run } from '../../contract';
import type { EngineComparison } from '../model/engines';
import { machineLine } from '../model/environment';
import { withoutTradeoffRuns } from '../model/tradeoffs';
import { tallySentence, whyFailed } from '../model/verdict';
import { durationText, momentText } from '../text/number';
import { plain } from '../../contract';
import { MARK_WORDS } from '../text/words';
import { painter, type Paint, type Tone } from './ansi';
import { engineLines } from './engines';
import { hanging, wrapped } from './layout';
import { numbersTable } from './numbers-table';
import { toolsTable } from './tools-table';
import { tradeoffLines } from './tradeoffs';
import { answersOf } from '../model/answer';
import { telling } from '../model/marks';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; undefined (output is a file or a pipe) means 80. */
  readonly width: number | undefined;
  /** Where the HTML report was written, if it was. */
  readonly reportPath?: string;
  /** Autoscaling results of the run beside those of other engines and predictions. */
  readonly predicted?: readonly EngineComparison[];
}

const USUAL_WIDTH = 80;
const WIDEST = 110;
const NARROWEST = 30;

/** A run for the terminal: numbers, then what to know about them, then what to do next. Ends with a line feed. */
export function renderTerminal(run: Run, { color, width, reportPath, predicted = [] }: TerminalOptions): string {
  const paint = painter({ color });
  const room = roomOf(width);
  const blocks = [
    header(run, room, paint),
    answers(run, room, paint),
    tradeoffLines(run, room, paint),
    numbersTable(run, room, paint),
    toolsTable(run, room, paint),
    ...predicted.map((one) => engineLines(one, room, paint)),
    failedChecks(run, room, paint),
    marks(run, room, paint),
    withoutResult(run, room, paint),
    [...wrapped(tallySentence(run), room).map((line) => paint('strong', line)), ...next(run, reportPath)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function roomOf(width: number | undefined): number {
  return Math.max(NARROWEST, Math.min(WIDEST, width ?? USUAL_WIDTH));
}

function header(run: Run, width: number, paint: Paint): string[] {
  const facts = `profile ${plain(run.profile)}, ${momentText(run.startedAt)}, took ${durationText(run.durationSeconds)}`;
  const [first] = run.results;
  return [
    ...wrapped(`ml-scaling-lab ${plain(run.labVersion)}: ${facts}`, width).map((line) => paint('strong', line)),
    ...(first === undefined ? [] : wrapped(machineLine(first.environment), width).map((line) => paint('quiet', line))),
  ];
}

/** What a person would say, first. */
function answers(run: Run, width: number, paint: Paint): string[] {
  return answersOf(run).flatMap(({ result, sentences }) => [
    ...wrapped(plain(result.title), width).map((line) => paint('strong', line)),
    ...sentences.flatMap((sentence) => hanging('  ', sentence, width)),
  ]);
}

function failedChecks(run: Run, width: number, paint: Paint): string[] {
  const lines = withoutTradeoffRuns(run.results)
    .filter((result) => !result.verdict.pass)
    .flatMap((result) => hanging(`  ${plain(result.name)}  `, whyFailed(result), width));
  return titled('Failed checks', 'bad', lines, width, paint);
}

function marks(run: Run, width: number, paint: Paint): string[] {
  const lines = withoutTradeoffRuns(run.results).flatMap((result) =>
    telling(result).flatMap(({ mark, reason }) =>
      hanging(`  ${plain(result.name)}  `, `${MARK_WORDS[mark].label}: ${plain(reason)}`, width),
    ),
  );
  return titled('! Marked: read why before you compare', 'warn', lines, width, paint);
}

function withoutResult(run: Run, width: number, paint: Paint): string[] {
  const lines = run.failures.flatMap(({ name, reason }) => hanging(`  ${plain(name)}  `, plain(reason), width));
  return titled('No result', 'bad', lines, width, paint);
}

function titled(title: string, tone: Tone, lines: readonly string[], width: number, paint: Paint): string[] {
  return lines.length === 0 ? [] : [...wrapped(title, width).map((line) => paint(tone, line)), ...lines];
}

/** Paths and commands are never broken: they are there to be copied. */
function next(run: Run, reportPath: string | undefined): string[] {
  return [...(reportPath === undefined ? [] : [`Open the report:  ${reportPath}`]), `Make it again:    ${plain(run.command)}`];
}
