import { changeWords, type ObjectChange } from './changes';
import type { DiffReport } from './report';
import { assumptions, capacityRows, expectations, headline, type Row } from './expectations';
import { CHART_KEY, replicasChart } from './mermaid';
import {
  ILLUSTRATION_NOTE,
  isIllustration,
  peakWords,
  plainCell,
  predictedPods,
  predictedSentences,
  predictionTitle,
  provenance,
  type PredictedPods,
} from './predicted-words';

/** Marks the comment, so that the next run can find and edit it. */
export const COMMENT_MARK = '<!-- ml-scaling-lab diff -->';

/** GitHub refuses comments above 65,536 characters; the details are cut before that. */
const LONGEST_DETAILS = 45_000;

/** For a comment on a pull request: what to expect first, everything else folded. */
export function renderDiffMarkdown(report: DiffReport): string {
  if (!report.isChanged) return `${COMMENT_MARK}\n**Scaling:** no change.\n${gateBlock(report)}`;
  const { traps, fixed, consequences, changes } = report;
  const predicted = predictedPods(report);
  const blocks = [
    `${COMMENT_MARK}\n### Scaling: ${escape(headline(report))}`,
    gateBlock(report),
    `_${escape(provenance(report))}_`,
    bullets('What to expect in production', [...expectations(report), ...predictedSentences(report)]),
    bullets(
      'Watch out',
      traps.map(({ severity, object, message, path, fix }) => `**${severity}** ${object}: ${path} ${message}. ${fix}`),
      'keep marks',
    ),
    bullets('What changes', changes.map(changeWords)),
    tableBlock('At most (every autoscaler at its maximum)', capacityRows(consequences.total.base, consequences.total.head)),
    isIllustration(report) ? `> ${ILLUSTRATION_NOTE}` : '',
    ...predicted.map((one) => summaryTable(`${predictionTitle(report)}: ${one.pods}`, one)),
    unpredictedBlock(report),
    folded(`Pods over time (${CHART_KEY})`, charts(predicted)),
    folded('Predictions with their ranges', predicted.map(rangesTable).join('\n\n')),
    folded(
      'Each workload at its maximum',
      consequences.rows.map(({ pods, base, head }) => tableBlock(pods, capacityRows(base, head))).join('\n\n'),
    ),
    folded('Every setting that changes', settingsTable(changes)),
    folded('Findings that are gone', list(fixed.map(({ object, path, message }) => escape(`${object}: ${path} ${message}`)))),
    folded('How this was computed, and what it takes for granted', list(assumptions(report).map(escape))),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const MOST_BULLETS = 15;
const LONGEST_LINE = 600;

/** Names and values come from manifests: nothing in them may become markup, a link or a mention. */
function escape(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]|~#]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '@\u200b')
    .replaceAll(' -&gt; ', ' → ')
    .replaceAll(' -> ', ' → ')
    .replaceAll('>', '&gt;');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function bullets(title: string, items: readonly string[], marks: 'keep marks' | 'no marks' = 'no marks'): string {
  if (items.length === 0) return '';
  const escaped = items.slice(0, MOST_BULLETS).map((item) => {
    const text = escape(shortened(item));
    return marks === 'keep marks' ? text.replace(/^\\\*\\\*(\w+)\\\*\\\*/, '**$1**') : text;
  });
  if (items.length > MOST_BULLETS) escaped.push(`… and ${items.length - MOST_BULLETS} more (\`--format json\` has all)`);
  return `**${title}**\n\n${list(escaped)}`;
}

/** A line that nobody reads to its end is cut. */
function shortened(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

function tableBlock(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(
    ({ what, base, head, change }) => `| ${[what, base, head, change].map(shortened).map(escape).join(' | ')} |`,
  );
  return `**${escape(title)}**\n\n| | base | head | change |\n| --- | ---: | ---: | --- |\n${lines.join('\n')}`;
}

/** One line per scenario, the numbers that a reader asks for first. */
const SUMMARY_COLUMNS = 5;

function summaryTable(title: string, { scenarios }: PredictedPods): string {
  const columns = [...new Set(scenarios.flatMap(({ cells }) => cells.slice(0, SUMMARY_COLUMNS).map((cell) => cell.title)))];
  const rows = scenarios.map(({ scenario, cells, course }) => {
    const load = course === undefined ? scenario : `${scenario}, ${peakWords(course)}`;
    const shown = columns.map((column) => cells.find((cell) => cell.title === column));
    return `| ${[load, ...shown.map((cell) => (cell === undefined ? 'none' : plainCell(cell)))].map(escape).join(' | ')} |`;
  });
  return [
    `**${escape(title)}**`,
    '',
    `| load | ${columns.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length)}`,
    ...rows,
  ].join('\n');
}

function rangesTable({ pods, scenarios }: PredictedPods): string {
  return tableBlock(
    pods,
    scenarios.flatMap(({ scenario, cells }) =>
      cells.map(({ title, base, head, change }) => ({ what: `${scenario}: ${title}`, base, head, change })),
    ),
  );
}

/** More charts than this are looked at by nobody. */
const MOST_CHARTS = 6;

function charts(predicted: readonly PredictedPods[]): string {
  const all = predicted.flatMap(({ pods, scenarios }) =>
    scenarios.flatMap(({ scenario, course }) => (course === undefined ? [] : [{ title: `${pods}, ${scenario}`, course }])),
  );
  return all
    .slice(0, MOST_CHARTS)
    .map(({ title, course }) => {
      return `**${escape(title)}** (load ${peakWords(course)})\n\n${replicasChart(course)}`;
    })
    .join('\n\n');
}

function unpredictedBlock({ predictions }: DiffReport): string {
  const silent = predictions?.unpredicted ?? [];
  return bullets(
    'Not predicted',
    silent.map(({ pods, reason }) => `${pods}: ${reason}`),
  );
}

function settingsTable(changes: readonly ObjectChange[]): string {
  const rows = changes.flatMap(({ object, change, settings, file, line }) =>
    settings.map(({ label, base, head }) =>
      [
        `${object}${change === 'changed' ? '' : ` (${change})`}`,
        label,
        base ?? '(not set)',
        head ?? '(not set)',
        `${file}:${line}`,
      ]
        .map(escape)
        .join(' | '),
    ),
  );
  return rows.length === 0
    ? ''
    : `| object | setting | base | head | where |\n| --- | --- | --- | --- | --- |\n${rows.map((row) => `| ${row} |`).join('\n')}`;
}

function folded(title: string, content: string): string {
  if (content === '') return '';
  return `<details><summary>${escape(title)}</summary>\n\n${cut(content)}\n\n</details>`;
}

function cut(content: string): string {
  const most = LONGEST_DETAILS / 4;
  if (content.length <= most) return content;
  return `${content.slice(0, content.lastIndexOf('\n', most))}\n\n(cut; \`--format json\` has all of it)`;
}

function gateBlock({ gates }: DiffReport): string {
  return gates
    .map(
      ({ expression, pass, verdict, message }) =>
        `${pass ? (verdict === 'unknown' ? '❔' : '✅') : '❌'} fail on ${escape(expression)}: ${verdict === 'unknown' && !pass ? 'cannot be judged, which counts as failed: ' : ''}${escape(message)}`,
    )
    .join('\n\n');
}
