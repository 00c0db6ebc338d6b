import {
  DEPLOY_AT_PEAK,
  durationText,
  isMaterial,
  limitedText,
  METRICS,
  type DiffReport,
  type Estimate,
  type PredictedTimeSeries,
  type PredictionRow,
  type Predictions,
} from '../../../scaling/diff';
import type { Row } from './capacity-rows';

/** Both sides of one metric under one load. */
interface PredictedCell {
  readonly row: PredictionRow;
  /** Length of the scenario. */
  readonly seconds: number;
}

/** One load on one set of pods. */
interface PredictedScenario {
  readonly scenario: string;
  readonly cells: readonly PredictedCell[];
  readonly timeSeries: PredictedTimeSeries | undefined;
}

export interface PredictedPods {
  /** With those that scale alike: `Deployment api (and 3 that scale alike: …)`. */
  readonly pods: string;
  readonly scenarios: readonly PredictedScenario[];
}

/** All predictions, by pods and scenario. */
export function predictedPods(predictions: Predictions | null): PredictedPods[] {
  if (predictions === null) return [];
  const names = [...new Set(predictions.rows.map(({ pods }) => pods))];
  return names.map((pods) => {
    const rows = predictions.rows.filter((row) => row.pods === pods);
    const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
    return {
      pods: withAlike(pods, predictions.alike),
      scenarios: scenarios.map((scenario) => predictedScenario(predictions, rows, { pods, scenario })),
    };
  });
}

const MOST_NAMED = 3;

function withAlike(pods: string, alike: Predictions['alike']): string {
  const others = alike.find((one) => one.pods === pods)?.others ?? [];
  if (others.length === 0) return pods;
  const more = others.length > MOST_NAMED ? ', …' : '';
  return `${pods} (and ${others.length} that ${others.length === 1 ? 'scales' : 'scale'} alike: ${others.slice(0, MOST_NAMED).join(', ')}${more})`;
}

function predictedScenario(
  predictions: Predictions,
  rows: readonly PredictionRow[],
  { pods, scenario }: { readonly pods: string; readonly scenario: string },
): PredictedScenario {
  const timeSeries = predictions.timeSeries.find((one) => one.pods === pods && one.scenario === scenario);
  const seconds = timeSeries === undefined ? 3600 : timeSeries.stepSeconds * timeSeries.offeredRps.length;
  const cells = Object.keys(METRICS).flatMap((metric): PredictedCell[] => {
    const row = rows.find((one) => one.scenario === scenario && one.metric === metric);
    return row === undefined ? [] : [{ row, seconds }];
  });
  return { scenario, cells, timeSeries };
}

/** A line for each load with the most important numbers, without their ranges. */
export function summaryOf({ scenarios }: PredictedPods): { readonly columns: string[]; readonly rows: string[][] } {
  const metrics = Object.keys(METRICS).slice(0, SUMMARY_COLUMNS);
  const shown = metrics.filter((metric) => scenarios.some((one) => cellOf(one, metric) !== undefined));
  return {
    columns: ['load', ...shown.map((metric) => METRICS[metric]?.title ?? metric)],
    rows: scenarios.map((one) => [
      one.timeSeries === undefined ? one.scenario : `${one.scenario}, ${peakWords(one.timeSeries)}`,
      ...shown.map((metric) => {
        const cell = cellOf(one, metric);
        if (cell !== undefined) return summaryText(cell, cellOf(one, 'errorRate'));
        // Of a deploy, only the requests are counted.
        return one.scenario === DEPLOY_AT_PEAK ? '–' : 'none';
      }),
    ]),
  };
}

/** Both sides without their ranges, and what may be said of the change. */
function summaryText(cell: PredictedCell, errors: PredictedCell | undefined): string {
  const [before, after] = middles(cell);
  const late = { base: isLate(cell, 'base'), head: isLate(cell, 'head') };
  if (late.base && late.head) return errors === undefined ? after : `${after} for ${middles(errors).join(' → ')}`;
  if (before === after) return `${after} (as before)`;
  // `not within 10 s` says more with the share of requests that are not.
  const failed = (side: 'base' | 'head'): string =>
    late[side] && errors !== undefined ? ` for ${shown(errors.row[side].value, errors)}` : '';
  return `${before}${failed('base')} → ${after}${failed('head')}${SUMMARY_NOTES[cell.row.change.verdict]}`;
}

const SUMMARY_NOTES = { changed: '', slight: ' (slight)', same: ' (no material change)', unclear: ' (may be chance)' } as const;

const SUMMARY_COLUMNS = 5;

/** Whether clients give up before so many requests are answered. */
function isLate({ row }: PredictedCell, side: 'base' | 'head'): boolean {
  return row.limitMs !== null && row[side].value >= row.limitMs;
}

/** A line for each number: both sides with the range of single runs, and the change with the interval of its mean. */
export function rangesOf({ scenarios }: PredictedPods): Row[] {
  return scenarios.flatMap(({ scenario, cells }) =>
    cells.map((cell): Row => {
      const { base, head, metric } = cell.row;
      return [`${scenario}: ${METRICS[metric]?.title ?? metric}`, withBand(base, cell), withBand(head, cell), changeText(cell)];
    }),
  );
}

function cellOf({ cells }: PredictedScenario, metric: string): PredictedCell | undefined {
  return cells.find(({ row }) => row.metric === metric);
}

function shown(value: number, { row, seconds }: PredictedCell): string {
  return limitedText(row, value, seconds);
}

/** Without their bands. */
function middles(cell: PredictedCell): readonly [base: string, head: string] {
  return [shown(cell.row.base.value, cell), shown(cell.row.head.value, cell)];
}

/** Beyond chance, and large enough to show. */
function isDifferent(cell: PredictedCell): boolean {
  const [before, after] = middles(cell);
  return isMaterial(cell.row) && before !== after;
}

function withBand({ value, low, high }: Estimate, cell: PredictedCell): string {
  const [middle = '', least = '', most = ''] = [value, low, high].map((one) => shown(one, cell));
  return least === most ? middle : `${middle} (${least} to ${most})`;
}

/** `-30 ms on average (-33 ms to -27 ms); single runs -90 ms to +20 ms` */
function changeText({ row, seconds }: PredictedCell): string {
  const { value, low, high, runs, verdict } = row.change;
  const metric = METRICS[row.metric];
  const show = metric?.showChange ?? metric?.show ?? String;
  const signed = (one: number): string => `${one < 0 ? '-' : '+'}${show(Math.abs(one), seconds)}`;
  if (value === 0 && runs.low === 0 && runs.high === 0) return 'none, in every run';
  const mean = low === null || high === null ? 'of one run' : `on average (${signed(low)} to ${signed(high)})`;
  const single = row.runs > 1 ? `; single runs ${signed(runs.low)} to ${signed(runs.high)}` : '';
  return `${CHANGE_WORDS[verdict]}${signed(value)} ${mean}${single}`;
}

const CHANGE_WORDS = {
  changed: '',
  slight: 'slight, below what is material: ',
  same: 'no material change: ',
  unclear: 'may be chance: ',
} as const;

const OCCASIONS: Readonly<Record<string, string>> = {
  step: 'When load steps up and stays up',
  spike: 'In a spike of one minute',
  diurnal: 'When load rises and falls slowly',
  [DEPLOY_AT_PEAK]: 'While a new version rolls out at peak load',
};

/** What users will notice, scenario by scenario; only what changes beyond chance. */
export function predictedSentences({ predictions, slo }: DiffReport): string[] {
  const note = predictions?.serviceTimes === 'assumed' ? ' (illustration)' : '';
  return predictedPods(predictions).flatMap(({ pods, scenarios }) => {
    const sentences = scenarios.flatMap(({ scenario, cells }) => {
      const words = cells.filter(isDifferent).flatMap((cell) => consequence(cell, slo.p95Ms) ?? []);
      const when = OCCASIONS[scenario] ?? `Under the load of ${scenario}`;
      return words.length === 0 ? [] : [`${when}, ${pods} is predicted${note} to ${joined(words)}.`];
    });
    const peak = Math.max(0, ...scenarios.flatMap(({ timeSeries }) => timeSeries?.offeredRps ?? []));
    const upTo = peak === 0 ? '' : ` (up to about ${Number(peak.toPrecision(2))} requests/s; more was not tried)`;
    return sentences.length === 0 ? [`Under the simulated loads${upTo} ${pods} ${withoutChange(scenarios)}${note}.`] : sentences;
  });
}

/** What can be said where no change is claimed: sameness only where it was shown. */
function withoutChange(scenarios: readonly PredictedScenario[]): string {
  const cells = scenarios.flatMap(({ cells: all }) => all);
  const unclear = cells.filter(({ row }) => row.change.verdict === 'unclear' && SPOKEN.has(row.metric));
  const names = [...new Set(unclear.map(({ row }) => METRICS[row.metric]?.title ?? row.metric))];
  if (names.length > 0) return `may behave as before: the runs are too few to tell of ${joined(names)}`;
  const isSlight = cells.some(({ row }) => row.change.verdict === 'slight' && SPOKEN.has(row.metric));
  return isSlight ? 'behaves nearly as before, with slight changes below what is material' : 'behaves as before';
}

/** Metrics that a sentence is made of. */
const SPOKEN: ReadonlySet<string> = new Set(['withinSloShare', 'p95Ms', 'errorRate', 'replicaHours']);

function consequence(cell: PredictedCell, sloP95Ms: number): string | undefined {
  const [before, after] = middles(cell);
  switch (cell.row.metric) {
    case 'withinSloShare':
      return `answer ${after} of requests within the SLO of ${durationText(sloP95Ms)} (before ${before})`;
    case 'p95Ms':
      return isLate(cell, 'head')
        ? `have a p95 that is ${after} (before ${before})`
        : `have a p95 of ${after} (before ${before})`;
    case 'errorRate':
      return `fail ${after} of requests (before ${before})`;
    case 'replicaHours':
      return `run ${after} pods on average (before ${before})`;
    default:
      return undefined;
  }
}

/** The largest load of a scenario, as it was simulated. */
export function peakWords({ offeredRps }: PredictedTimeSeries): string {
  return `up to about ${Number(Math.max(...offeredRps).toPrecision(2))} requests/s`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

const SOURCES = {
  measured: 'measured service times',
  given: 'service times given by hand',
  assumed: 'assumed service times',
} as const;

/** What was read and what was computed; nothing was measured where the change will run. */
export function provenance({ predictions }: DiffReport): string {
  const read = 'Settings, maxima and prices are read from the manifests of both sides.';
  if (predictions === null || predictions.rows.length === 0) return `${read} No traffic was simulated.`;
  return `${read} Latency, errors and pods over time are simulated for both sides on the same requests, with ${SOURCES[predictions.serviceTimes]}; "before" is a simulation too, not what production does.`;
}

/** A caution, because readers take numbers that look exact for exact. */
export const ILLUSTRATION_NOTE =
  'The predictions below assume how long a request takes: compare base with head, and do not take either for a forecast. With measured service times (--service-times) they become one.';

export function isIllustration({ predictions }: DiffReport): boolean {
  return predictions !== null && predictions.rows.length > 0 && predictions.serviceTimes === 'assumed';
}
