import type { BenchmarkResult, Run } from '../../contract';
import type { EngineComparison } from '../model/engines';
import { comparisonsOf, resultsInOrder, type Comparison } from '../model/comparison';
import { machineLine, machinesOf } from '../model/environment';
import { withoutTradeoffRuns } from '../model/tradeoffs';
import { headlineNumber, headlineOf } from '../model/headline';
import { tallySentence, verdictOf, VERDICT_WORDS, whyFailed } from '../model/verdict';
import { describeMetric } from '../text/metric';
import { durationText, intervalText, metricText, momentText } from '../text/number';
import { EMPTY, GLOSSARY, MARK_WORDS } from '../text/words';
import { bullets, folded, markdownTable } from './blocks';
import { cellCode, codeBlock, codeSpan, escapeMarkdown } from './escape';
import { details } from './details';
import { engines } from './engines';
import { tradeoffs } from './tradeoffs';
import { answersOf } from '../model/answer';
import { marksOn, telling } from '../model/marks';

const MOST_NUMBERS = 4;
const VERDICT_SIGNS = { pass: '✅', fail: '❌', unchecked: '▫️' } as const;

/** A run for a pull request or a README: summary first, everything else folded. The same run gives the same bytes. */
export function renderMarkdown(run: Run, predicted: readonly EngineComparison[] = []): string {
  const blocks = [
    `## ${tallySentence(run)}`,
    facts(run),
    answers(run),
    tradeoffs(run),
    notices(run),
    headlines(run),
    ...comparisonsOf(run).map(sideBySide),
    ...predicted.map(engines),
    ...resultsInOrder(run).map(details),
    onWhat(run),
    folded('<b>Words</b>', [
      bullets(GLOSSARY.map(([term, meaning]) => `**${escapeMarkdown(term)}:** ${escapeMarkdown(meaning)}`)),
    ]),
    `**Make it again:**\n\n${codeBlock(run.command)}`,
  ].filter((block) => block !== '');
  return `${blocks.join('\n\n')}\n`;
}

function facts(run: Run): string {
  const [first] = run.results;
  const machine = first === undefined ? [] : [escapeMarkdown(machineLine(first.environment))];
  return [
    `ml-scaling-lab ${escapeMarkdown(run.labVersion)}`,
    escapeMarkdown(momentText(run.startedAt)),
    `took ${durationText(run.durationSeconds)}`,
    `profile ${escapeMarkdown(run.profile)}`,
    ...machine,
  ].join(' · ');
}

/** What a person would say, first. */
function answers(run: Run): string {
  return bullets(
    answersOf(run).map(({ result, sentences }) => `**${escapeMarkdown(result.title)}:** ${escapeMarkdown(sentences.join(' '))}`),
  );
}

function notices(run: Run): string {
  const items = [
    ...run.failures.map(({ name, reason }) => `❌ **no result:** ${codeSpan(name)} ${escapeMarkdown(reason)}`),
    ...withoutTradeoffRuns(run.results)
      .filter((result) => !result.verdict.pass)
      .map((result) => `❌ **fails:** ${codeSpan(result.name)} ${escapeMarkdown(whyFailed(result))}`),
    ...withoutTradeoffRuns(run.results).flatMap((result) =>
      telling(result).map(
        ({ mark, reason }) => `⚠ **${MARK_WORDS[mark].label}:** ${codeSpan(result.name)} ${escapeMarkdown(reason)}`,
      ),
    ),
  ];
  return items.length === 0 ? '' : `**Before you quote a number**\n\n${bullets(items)}`;
}

function headlines(run: Run): string {
  const rows = withoutTradeoffRuns(resultsInOrder(run)).flatMap((result) => {
    const verdict = verdictOf(result);
    return headlineOf(result)
      .slice(0, MOST_NUMBERS)
      .map(({ metric, value, interval }, index) => [
        index === 0 ? cellCode(result.name) : '',
        escapeMarkdown(describeMetric(metric).title),
        `${index === 0 ? '**' : ''}${escapeMarkdown(metricText(metric, value))}${index === 0 ? '**' : ''}${flag(result, metric)}`,
        interval === undefined ? EMPTY : escapeMarkdown(intervalText(metric, value, interval)),
        index === 0 ? `${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict]}` : '',
      ]);
  });
  const failures = run.failures.map(({ name }) => [cellCode(name), EMPTY, EMPTY, EMPTY, '❌ no result']);
  if (rows.length + failures.length === 0) return '';
  return markdownTable(
    [
      { title: 'Benchmark' },
      { title: 'Number' },
      { title: 'Value', isNumeric: true },
      { title: '95 % interval', isNumeric: true },
      { title: 'Verdict' },
    ],
    [...rows, ...failures],
  );
}

function flag(result: BenchmarkResult, metric: string): string {
  const labels = [...new Set(marksOn(result, metric).map(({ mark }) => MARK_WORDS[mark].label))];
  return labels.length === 0 ? '' : ` ⚠ ${labels.join(', ')}`;
}

function sideBySide({ kind, results, metrics }: Comparison): string {
  const rows = results.map((result) => [
    escapeMarkdown(result.title),
    ...metrics.map((metric) => {
      if (!Object.hasOwn(result.metrics, metric)) return EMPTY;
      const { value, interval } = headlineNumber(result, metric);
      const range = interval === undefined ? '' : `<br>${escapeMarkdown(intervalText(metric, value, interval))}`;
      return `${escapeMarkdown(metricText(metric, value))}${marksOn(result, metric).length > 0 ? ' ⚠' : ''}${range}`;
    }),
  ]);
  const columns = [
    { title: 'Benchmark' },
    ...metrics.map((metric) => ({ title: describeMetric(metric).title, isNumeric: true })),
  ];
  return `### ${kind}, side by side\n\n${markdownTable(columns, rows)}`;
}

function onWhat(run: Run): string {
  const machines = machinesOf(run);
  const [first] = machines;
  if (first === undefined) return '';
  const titles = machines.length === 1 ? ['This run'] : machines.map((machine) => machine.benchmarks.join(', '));
  const table = markdownTable(
    [{ title: 'Fact' }, ...titles.map((title) => ({ title }))],
    first.facts.map(([name], index) => [name, ...machines.map((machine) => escapeMarkdown(machine.facts[index]?.[1] ?? EMPTY))]),
  );
  return folded('<b>On what</b>', [table]);
}
