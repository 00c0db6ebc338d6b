import { changeWords } from './changes';
import type { DiffReport, GateResult } from './report';
import { assumptions, capacityRows, expectations, headline, type Row } from './expectations';
import { predictedPods, predictedSentences, predictionTitle, provenance, type PredictedPods } from './predicted-words';

/** Printed when two sides scale alike. */
export function noChangeLine({ base, head }: Pick<DiffReport, 'base' | 'head'>): string {
  return `No change in scaling between ${base} and ${head}.\n`;
}

export function renderDiffTerminal(report: DiffReport): string {
  if (!report.isChanged) return noChangeLine(report) + gateLines(report);
  const { consequences, traps, fixed } = report;
  const sections = [
    [`${headline(report)}.`],
    section('Changes', report.changes.map(changeWords)),
    [provenance(report)],
    section('What to expect', [...expectations(report), ...predictedSentences(report)]),
    tableSection('At most (every autoscaler at its maximum)', capacityRows(consequences.total.base, consequences.total.head)),
    ...predictedPods(report).map((one) => tableSection(`${predictionTitle(report)}: ${one.pods}`, predictedRows(one))),
    section(
      'New traps',
      traps.map(
        ({ severity, object, path, message, rule, file, line }) =>
          `${severity}: ${object} ${path} ${message} [${rule}] ${file}:${line}`,
      ),
    ),
    section(
      'No longer',
      fixed.map(({ object, path, message, rule }) => `${object} ${path} ${message} [${rule}]`),
    ),
    section('Assumptions', assumptions(report)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n${gateLines(report)}`;
}

function predictedRows({ scenarios }: PredictedPods): Row[] {
  return scenarios.flatMap(({ scenario, cells }) =>
    cells.map(({ title, base, head, change }) => ({ what: `${scenario}: ${title}`, base, head, change })),
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function tableSection(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const all = [{ what: '', base: 'base', head: 'head', change: 'change' }, ...rows];
  const width = (key: keyof Row): number => Math.max(...all.map((row) => row[key].length));
  return section(
    title,
    all.map(
      (row) =>
        `${row.what.padEnd(width('what'))}  ${row.base.padStart(width('base'))}  ${row.head.padStart(width('head'))}  ${row.change}`,
    ),
  );
}

function gateLines({ gates }: DiffReport): string {
  return gates.map((gate) => `${gateWord(gate)}  --fail-on ${gate.expression}: ${gate.message}\n`).join('');
}

/** With a question mark where it could not be judged. */
function gateWord({ pass, verdict }: GateResult): string {
  return `${pass ? 'pass' : 'FAIL'}${verdict === 'unknown' ? '?' : ''}`;
}
