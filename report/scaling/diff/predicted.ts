import {
  DEPLOY_AT_PEAK,
  durationText,
  isMaterial,
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
    return { pods, scenarios: scenarios.map((scenario) => predictedScenario(predictions, rows, { pods, scenario })) };
  });
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
        // Of a deploy, only the requests are counted.
        if (cell === undefined) return one.scenario === DEPLOY_AT_PEAK ? '–' : 'none';
        const [before, after] = middles(cell);
        return isDifferent(cell) ? `${before} → ${after}` : `${after} (as before)`;
      }),
    ]),
  };
}

const SUMMARY_COLUMNS = 5;

/** A line for each number, with its range over 5 to 95 % of the runs. */
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
  return METRICS[row.metric]?.show(value, seconds) ?? String(value);
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

function changeText({ row, seconds }: PredictedCell): string {
  if (!isMaterial(row)) return 'no material change';
  const metric = METRICS[row.metric];
  const show = metric?.showChange ?? metric?.show ?? String;
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${show(Math.abs(value), seconds)}`;
  return `${signed(row.change.value)} (${signed(row.change.low)} to ${signed(row.change.high)})`;
}

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
    return sentences.length === 0 ? [`Under the simulated loads${upTo} ${pods} behaves as before${note}.`] : sentences;
  });
}

function consequence(cell: PredictedCell, sloP95Ms: number): string | undefined {
  const [before, after] = middles(cell);
  switch (cell.row.metric) {
    case 'p95Ms':
      return `have a p95 of ${after} among answered requests (before ${before})`;
    case 'sloMissShare':
      return `be slower than the SLO of ${durationText(sloP95Ms)}, or fail, for ${after} of requests (before ${before})`;
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
