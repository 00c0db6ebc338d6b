import { CELL_HEADS, cellsOf, curveRows, floorLine, headline, lowerMaxLine, remarksOf, validationLine } from './rows';
import type { Point, TuneReport } from './report';

/** Settings that differ between the shown points; the others are said once. */
function columnsOf({ knobs }: TuneReport, rows: readonly Point[]): number[] {
  return knobs.flatMap((_, index) => (new Set(rows.map(({ settings }) => settings[index])).size > 1 ? [index] : []));
}

function changesOf({ knobs, current }: TuneReport, point: Point): string[] {
  return knobs.flatMap((name, index) => {
    const [now, then] = [current.settings[index] ?? '', point.settings[index] ?? ''];
    return now === then ? [] : [`${name} ${now} -> ${then}`];
  });
}

function constantLine(report: TuneReport, rows: readonly Point[]): string {
  const columns = new Set(columnsOf(report, rows));
  const same = report.knobs.flatMap((name, index) =>
    columns.has(index) ? [] : [`${name} ${report.current.settings[index] ?? ''}`],
  );
  return same.length === 0 ? '' : `The same in all of them: ${same.join(', ')}.`;
}

interface Parts {
  readonly rows: readonly Point[];
  readonly heads: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

function tableOf(report: TuneReport): Parts {
  const rows = curveRows(report);
  const columns = columnsOf(report, rows);
  return {
    rows,
    heads: [...columns.map((index) => report.knobs[index] ?? ''), ...CELL_HEADS, ''],
    lines: rows.map((point) => [
      ...columns.map((index) => point.settings[index] ?? ''),
      ...cellsOf(point),
      remarksOf(point, report),
    ]),
  };
}

function whatToSet(report: TuneReport): string[] {
  const { chosen, nearest } = report;
  const point = chosen ?? nearest;
  if (point === null) return [];
  const changes = changesOf(report, point);
  const name = chosen === null ? 'Nearest' : 'Set';
  return [`${name}: ${changes.length === 0 ? 'as it is now' : changes.join('; ')}`];
}

export function renderTuneTerminal(report: TuneReport): string {
  const { rows, heads, lines } = tableOf(report);
  const all = [heads, ...lines];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const table = all.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  return [
    headline(report),
    ...whatToSet(report),
    validationLine(report),
    ...[lowerMaxLine(report), floorLine(report)].filter((line) => line !== ''),
    '',
    `Cost against latency: nothing that was simulated is cheaper without being slower or missing more (${report.seeds} runs each, ${report.points.length} settings)`,
    ...table,
    ...[constantLine(report, rows)].filter((line) => line !== ''),
    '',
    ...(report.patch === null ? patchMissing(report) : [`Patch of ${report.patch.file}:`, '', report.patch.diff]),
    'Assumptions:',
    ...report.assumptions.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

export function renderTuneMarkdown(report: TuneReport): string {
  const { rows, heads, lines } = tableOf(report);
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `### ${headline(report)}`,
    '',
    ...whatToSet(report).map((line) => `**${line}**`),
    '',
    validationLine(report),
    '',
    ...[lowerMaxLine(report), floorLine(report)].filter((line) => line !== ''),
    '',
    row(heads),
    row(heads.map(() => '---')),
    ...lines.map(row),
    '',
    ...[constantLine(report, rows)].filter((line) => line !== ''),
    '',
    ...(report.patch === null
      ? patchMissing(report)
      : [
          `<details><summary>Patch of ${report.patch.file}</summary>`,
          '',
          '```diff',
          report.patch.diff.trimEnd(),
          '```',
          '',
          '</details>',
        ]),
    '',
    '<details><summary>Assumptions</summary>',
    '',
    ...report.assumptions.map((line) => `- ${line}`),
    '',
    '</details>',
    '',
  ].join('\n');
}

function patchMissing({ outcome, scaler }: TuneReport): string[] {
  return outcome === 'found'
    ? [`There is no patch: ${scaler} is written in a way that cannot be changed in place (anchors, aliases, empty fields).`, '']
    : [];
}
