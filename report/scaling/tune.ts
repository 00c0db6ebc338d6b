import { plain } from '../../contract';
import type { Point, TuneReport } from '../../scaling/tune';
import { escapeMarkdown } from '../markdown/escape';
import { markdownBlocks } from '../markdown/from-blocks';
import { details, list, paragraph, table, type Block } from '../model/block';
import { terminalBlocks } from '../terminal/from-blocks';
import { millisecondsText } from '../text/number';

export function renderTuneTerminal(report: TuneReport): string {
  return `${plain(headline(report))}\n\n${terminalBlocks(tuneBlocks(report))}`;
}

export function renderTuneMarkdown(report: TuneReport): string {
  return `### ${escapeMarkdown(headline(report))}\n\n${markdownBlocks(tuneBlocks(report))}\n`;
}

/** The recommended settings, how sure they are, what else was tried, and the patch. */
function tuneBlocks(report: TuneReport): Block[] {
  const rows = curveRows(report);
  const columns = columnsOf(report, rows);
  return [
    paragraph(whatToSet(report), 'strong'),
    ...[validationLine(report), lowerMaxLine(report), floorLine(report)].map((text) => paragraph(text)),
    table(
      `Cost against latency: nothing that was simulated is cheaper without being slower or missing more (${report.seeds} runs each, ${report.points.length} settings)`,
      [...columns.map((index) => report.knobs[index] ?? ''), ...CELL_HEADS, ''].map((title) => ({ title })),
      rows.map((point) => [...columns.map((index) => point.settings[index] ?? ''), ...cellsOf(point), remarksOf(point, report)]),
    ),
    paragraph(constantLine(report, columns)),
    report.patch === null
      ? paragraph(patchMissing(report))
      : details(`Patch of ${report.patch.file}`, 'everywhere', [{ kind: 'code', language: 'diff', text: report.patch.diff }]),
    details('Assumptions', 'everywhere', [list('', report.assumptions)]),
  ];
}

/** Settings that differ between the shown points; the others are listed once. */
function columnsOf({ knobs }: TuneReport, rows: readonly Point[]): number[] {
  return knobs.flatMap((_, index) => (new Set(rows.map(({ settings }) => settings[index])).size > 1 ? [index] : []));
}

function constantLine({ knobs, current }: TuneReport, columns: readonly number[]): string {
  const same = knobs.flatMap((name, index) => (columns.includes(index) ? [] : [`${name} ${current.settings[index] ?? ''}`]));
  return same.length === 0 ? '' : `The same in all of them: ${same.join(', ')}.`;
}

function whatToSet({ chosen, nearest, knobs, current }: TuneReport): string {
  const point = chosen ?? nearest;
  if (point === null) return '';
  const changes = knobs.flatMap((name, index) => {
    const [now, then] = [current.settings[index] ?? '', point.settings[index] ?? ''];
    return now === then ? [] : [`${name} ${now} → ${then}`];
  });
  return `${chosen === null ? 'Nearest' : 'Set'}: ${changes.length === 0 ? 'as it is now' : changes.join('; ')}`;
}

function patchMissing({ outcome, scaler }: TuneReport): string {
  return outcome === 'found'
    ? `There is no patch: ${scaler} is written in a way that cannot be changed in place (anchors, aliases, empty fields).`
    : '';
}

/** Rows of the trade-off curve that are shown; JSON has all points. */
const MOST_ROWS = 14;

/**
 * The Pareto points, each outcome once and thinned out evenly where there are many, always with the chosen, nearest and current
 * one; cheapest first.
 */
function curveRows({ points, chosen, nearest, current }: TuneReport): Point[] {
  const marked = [chosen, nearest, current].flatMap((point) => point ?? []);
  const outcomes = new Set(marked.map(outcomeOf));
  const pareto = points.filter((point) => {
    const outcome = outcomeOf(point);
    if (!point.isPareto || outcomes.has(outcome)) return false;
    outcomes.add(outcome);
    return true;
  });
  const count = Math.min(MOST_ROWS, pareto.length);
  const thinned = Array.from(
    { length: count },
    (_, index) => pareto[Math.round((index * (pareto.length - 1)) / Math.max(1, count - 1))],
  );
  const shown = new Set([...thinned, ...marked].flatMap((point) => (point === undefined ? [] : settingsOf(point))));
  return points.filter((point) => shown.has(settingsOf(point)));
}

function settingsOf({ settings }: Point): string {
  return settings.join('\n');
}

function outcomeOf(point: Point): string {
  return cellsOf(point).join();
}

/** The role of a point, in a word or two. */
function remarksOf(point: Point, { chosen, nearest }: TuneReport): string {
  const isSame = (other: Point | null): boolean => other !== null && settingsOf(other) === settingsOf(point);
  return [
    ...(point.isCurrent ? ['now'] : []),
    ...(isSame(chosen) ? ['chosen'] : []),
    ...(isSame(nearest) ? ['nearest'] : []),
    ...(point.isPareto ? [] : ['beaten']),
  ].join(', ');
}

/** Cells of a point: cost, p95, worst p95, misses, failures, runs that met the SLO. */
function cellsOf(point: Point): string[] {
  return [
    usd(point.costUsd),
    ms(point.p95Ms),
    ms(point.worstP95Ms),
    percent(point.sloMissRate),
    percent(point.failureRate),
    `${point.met} of ${point.runs}`,
  ];
}

const CELL_HEADS = ['cost', 'p95', 'worst p95', 'SLO misses', 'failed', 'runs in SLO'] as const;

/** The first sentence: what to do. */
function headline(report: TuneReport): string {
  const { outcome, chosen, validation, slo, points } = report;
  const scaler = report.scaler === report.pods ? report.pods : `${report.scaler} for ${report.pods}`;
  const wanted = `p95 within ${slo.p95Ms} ms and at most ${percent(slo.errorRate)} failed`;
  switch (outcome) {
    case 'none':
      return validation.rejected > 0
        ? `No setting of ${scaler} holds ${wanted}: ${validation.rejected} of ${points.length} did in the search, none of those that were validated did on other seeds.`
        : `No setting of ${scaler} holds ${wanted}: ${points.length} were simulated.`;
    case 'current-is-best':
      return `${scaler} is as cheap as it gets with ${wanted}: ${points.length} settings were simulated.`;
    case 'found': {
      const { current } = validation;
      const change = chosen === null || current.costUsd <= 0 ? 0 : (validation.chosen?.costUsd ?? 0) / current.costUsd - 1;
      const cost = `${change <= 0 ? `${percent(-change, 0)} cheaper` : `${percent(change, 0)} dearer`} than now`;
      return current.meetsSlo
        ? `${scaler} can be ${cost} and still hold ${wanted}.`
        : `${scaler} can hold ${wanted}, which it does not now (${current.met} of ${current.runs} runs); it is ${cost}.`;
    }
  }
}

/** Of the validation. */
function validationLine({ validation, chosen }: TuneReport): string {
  const { seeds, rejected } = validation;
  const point = validation.chosen;
  if (point === null) return '';
  const rest =
    rejected > 0 && chosen !== null
      ? ` ${rejected} cheaper ${rejected === 1 ? 'one' : 'ones'} met the SLO in the search and missed it there.`
      : '';
  const sure =
    chosen === null ? '' : `, so with 95 % confidence it does in at least ${percent(0.05 ** (1 / seeds), 0)} of such runs`;
  return `Validated on ${seeds} other seeds: ${chosen === null ? 'the nearest' : 'the chosen one'} met the SLO in ${point.met} of ${point.runs}${sure}; p95 ${ms(point.p95Ms)}, cost ${usd(point.costUsd)} (now: ${validation.current.met} of ${validation.current.runs}, p95 ${ms(validation.current.p95Ms)}, cost ${usd(validation.current.costUsd)}).${rest}`;
}

/** A lower maximum is only safe for the load that it was chosen for. */
export function lowerMaxLine({ knobs, current, chosen }: TuneReport): string {
  const index = knobs.indexOf('max');
  const [now, then] = [current.settings[index], chosen?.settings[index]].map((text) =>
    text === undefined ? Number.NaN : Number(text),
  );
  const isLower = then !== undefined && now !== undefined && (then < now || (Number.isNaN(now) && !Number.isNaN(then)));
  return isLower
    ? 'The maximum is lower than now: a load above the peak of this scenario would find fewer pods. Keep it where such loads are possible.'
    : '';
}

/** With `none`: what would help. */
function floorLine({ floor }: TuneReport): string {
  if (floor === null) return '';
  const { pods, p95Ms, failureRate, meetsSlo } = floor;
  const fact = `With ${pods} pods all the time p95 is ${ms(p95Ms)} and ${percent(failureRate)} fail: `;
  return (
    fact +
    (meetsSlo
      ? 'pods come too late or are too few. A higher minimum, a lower target or a faster start-up would help; --evaluations tries more.'
      : 'more pods do not help. A request must take less (more CPU for each pod, a faster model), or the SLO must allow more.')
  );
}

function usd(value: number): string {
  return `$${value.toPrecision(3)}`;
}

function percent(share: number, digits = 2): string {
  return `${Number((100 * share).toFixed(digits))} %`;
}

function ms(value: number): string {
  return Number.isNaN(value) ? 'no answer' : millisecondsText(value);
}
