import type { BenchmarkResult } from '../../contract';
import { LATENCY_COLUMNS, latencyCells } from '../model/describe';
import { conditionFacts } from '../model/environment';
import { headlineOf } from '../model/headline';
import { decodeLatencies, TABLE_PERCENTS } from '../model/latencies';
import { loadSentence } from '../model/load';
import { cellOf, cellText, columnsOf, splitColumns, tablesOf } from '../model/rows';
import { boundText } from '../model/verdict';
import { describeMetric, orderedMetrics } from '../text/metric';
import { intervalText, metricText, plainNumber } from '../text/number';
import { EMPTY, MARK_WORDS } from '../text/words';
import { bullets, folded, markdownTable } from './blocks';
import { cellCode, codeSpan, escapeMarkdown } from './escape';
import { xychart } from './mermaid';
import { marksOn, telling } from '../model/marks';

/** Everything about one result, folded. */
export function details(result: BenchmarkResult): string {
  const marks = telling(result)
    .map(({ mark }) => ` · ⚠ ${MARK_WORDS[mark].label}`)
    .join('');
  const blocks = [
    marksList(result),
    result.scenario === null ? '' : `**Load:** ${escapeMarkdown(loadSentence(result.scenario))}.`,
    metricsTable(result),
    charts(result),
    latencyTable(result),
    stepsTable(result),
    checksTable(result),
    errorsLine(result),
    result.howMade.length === 0 ? '' : `**How these numbers were made**\n\n${bullets(result.howMade.map(escapeMarkdown))}`,
    conditions(result),
  ].filter((block) => block !== '');
  return folded(`<b>${escapeMarkdown(result.title)}</b> (${escapeMarkdown(result.name)})${marks}`, blocks);
}

function marksList(result: BenchmarkResult): string {
  return bullets(telling(result).map(({ mark, reason }) => `⚠ **${MARK_WORDS[mark].label}:** ${escapeMarkdown(reason)}`));
}

function metricsTable(result: BenchmarkResult): string {
  const headline = headlineOf(result).map(({ metric }) => metric);
  const names = [...new Set([...headline, ...orderedMetrics(Object.keys(result.metrics))])];
  if (names.length === 0) return '';
  return markdownTable(
    [
      { title: 'Metric' },
      { title: 'Value', isNumeric: true },
      { title: '95 % interval', isNumeric: true },
      { title: 'How it is made' },
    ],
    names.map((name) => {
      const { title, isKnown, made } = describeMetric(name);
      const value = result.metrics[name] ?? 0;
      const interval = Object.hasOwn(result.intervals, name) ? result.intervals[name] : undefined;
      return [
        isKnown ? escapeMarkdown(title) : cellCode(name),
        `${escapeMarkdown(metricText(name, value))}${marksOn(result, name).length > 0 ? ' ⚠' : ''}`,
        interval === undefined ? EMPTY : escapeMarkdown(intervalText(name, value, interval)),
        made === '' ? EMPTY : escapeMarkdown(made),
      ];
    }),
  );
}

function charts({ series }: BenchmarkResult): string {
  const own = (name: string): BenchmarkResult['series'][string] | undefined =>
    Object.hasOwn(series, name) ? series[name] : undefined;
  const replicas = own('replicas');
  const p95 = own('p95Ms') ?? own('totalP95Ms');
  const drawn = [
    replicas === undefined ? undefined : xychart({ title: 'Ready replicas', yTitle: 'pods', series: replicas, keep: 'last' }),
    p95 === undefined
      ? undefined
      : xychart({ title: 'p95 latency, worst of each stretch', yTitle: 'ms', series: p95, keep: 'highest' }),
  ];
  return drawn.filter((chart) => chart !== undefined).join('\n\n');
}

function latencyTable({ histograms }: BenchmarkResult): string {
  const rows = Object.entries(histograms).map(([name, histogram]) => {
    const latencies = decodeLatencies(histogram);
    const cells = latencies === undefined ? [...TABLE_PERCENTS.map(() => EMPTY), EMPTY, 'not readable'] : latencyCells(latencies);
    return [escapeMarkdown(name), ...cells];
  });
  return rows.length === 0 ? '' : markdownTable(LATENCY_COLUMNS, rows);
}

function stepsTable({ rows, kind }: BenchmarkResult): string {
  // The trade-off table stands above.
  if (kind === 'tradeoffs') return '';
  return tablesOf(rows)
    .map((one) => {
      const body = splitColumns(columnsOf(one.rows))
        .map((columns) =>
          markdownTable(
            columns,
            one.rows.map((row) => columns.map(({ key }) => escapeMarkdown(cellText(key, cellOf(row, key))))),
          ),
        )
        .join('\n\n');
      return one.title === undefined ? body : `**${escapeMarkdown(one.title)}**\n\n${body}`;
    })
    .join('\n\n');
}

function checksTable({ verdict }: BenchmarkResult): string {
  if (verdict.checks.length === 0) return '';
  return markdownTable(
    [{ title: 'Check' }, { title: 'Bound', isNumeric: true }, { title: 'Value', isNumeric: true }, { title: 'Outcome' }],
    verdict.checks.map((check) => [
      escapeMarkdown(check.name),
      escapeMarkdown(boundText(check)),
      escapeMarkdown(metricText(check.metric, check.value)),
      check.pass ? '✅ passes' : '❌ fails',
    ]),
  );
}

function errorsLine({ errors: { total, byKind } }: BenchmarkResult): string {
  if (total === 0) return '**Errors:** none.';
  const kinds = Object.entries(byKind).map(([kind, count]) => `${plainNumber(count)} ${escapeMarkdown(kind)}`);
  return `**Errors:** ${plainNumber(total)}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}.`;
}

function conditions(result: BenchmarkResult): string {
  const { service, modelVariant, image, configHash } = result.subject;
  const facts = conditionFacts(result).map(([name, value]) => `${name.toLowerCase()} ${escapeMarkdown(value)}`);
  const subject = [`service ${codeSpan(service)}`, ...(modelVariant === null ? [] : [`model ${codeSpan(modelVariant)}`])];
  return `**Conditions:** ${[...subject, ...(image === null ? [] : [`image ${codeSpan(image)}`]), `config ${codeSpan(configHash)}`, ...facts].join('; ')}.`;
}
