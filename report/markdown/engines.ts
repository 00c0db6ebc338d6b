import { ENGINE_COLUMNS, engineCells, type EngineComparison, type EngineNote } from '../model/engines';
import { bullets, markdownTable } from './blocks';
import { codeSpan, escapeMarkdown } from './escape';
import { linesChart } from './mermaid';

/** The prediction of the simulator and each engine: a chart of ready pods, the table, the sources. */
export function engines(comparison: EngineComparison): string {
  const { title, question, timeSeries, rows, notes, missing } = comparison;
  const chart = linesChart(
    'pods',
    timeSeries.map(({ label, readyPods }) => ({ label, points: readyPods })),
  );
  return [
    `### Predicted and measured: ${escapeMarkdown(title)}`,
    escapeMarkdown(question),
    ...(chart === undefined ? [] : [chart.key, chart.text]),
    markdownTable(
      ENGINE_COLUMNS.map((column, index) => ({ title: column, isNumeric: index > 1 })),
      rows.map((row) => engineCells(row).map(escapeMarkdown)),
    ),
    bullets([...notes, ...missing].map(note)),
  ].join('\n\n');
}

function note({ text, command }: EngineNote): string {
  return `${escapeMarkdown(text)}${command === undefined ? '' : ` ${codeSpan(command)}`}`;
}
