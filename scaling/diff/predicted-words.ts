import { isMaterial, type Estimate, type PredictedTimeSeries, type PredictionRow, type Predictions } from './predictor';
import type { DiffReport } from './report';

/** Both sides of one metric under one scenario, in words. */
export interface PredictedCell {
  readonly title: string;
  readonly base: string;
  readonly head: string;
  /** `no material change`, or the difference with what 5 to 95 % of the runs say of it. */
  readonly change: string;
  readonly isMaterial: boolean;
}

/** One scenario of one set of pods. */
export interface PredictedScenario {
  readonly scenario: string;
  readonly cells: readonly PredictedCell[];
  readonly course: PredictedTimeSeries | undefined;
}

export interface PredictedPods {
  readonly pods: string;
  readonly scenarios: readonly PredictedScenario[];
}

interface Metric {
  readonly title: string;
  /** @param seconds of the scenario */
  readonly show: (value: number, seconds: number) => string;
  /** A difference, where it is not in the same unit. */
  readonly showChange?: Metric['show'];
}

/** In the order of what a reader asks first. */
const METRICS: Readonly<Record<string, Metric>> = {
  p95Ms: { title: 'p95', show: duration },
  sloMissShare: { title: 'SLO misses', show: share, showChange: points },
  errorRate: { title: 'errors', show: share, showChange: points },
  replicaHours: { title: 'pods on average', show: (hours, seconds) => short((hours * 3600) / seconds) },
  costPer1000Usd: { title: 'cost per 1000 answered', show: (usd) => `$${Number(usd.toPrecision(3))}` },
  p50Ms: { title: 'p50', show: duration },
  p99Ms: { title: 'p99', show: duration },
};

/** What a metric of the report is called in words. */
export function metricTitle(metric: string): string {
  return metric === 'replicaHours' ? 'replica-hours' : (METRICS[metric]?.title ?? metric);
}

/** With its unit: `462 ms`. */
export function metricValue(metric: string, value: number): string {
  const known = metric === 'replicaHours' ? undefined : METRICS[metric];
  return known === undefined ? short(value) : known.show(value, 3600);
}

/** Everything that was predicted, by pods and scenario. */
export function predictedPods({ predictions }: Pick<DiffReport, 'predictions'>): PredictedPods[] {
  if (predictions === null) return [];
  const names = [...new Set(predictions.rows.map(({ pods }) => pods))];
  return names.map((pods) => {
    const rows = predictions.rows.filter((row) => row.pods === pods);
    const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
    return { pods, scenarios: scenarios.map((scenario) => predictedScenario(predictions, rows, { pods, scenario })) };
  });
}

function predictedScenario(
  { timeSeries }: Predictions,
  rows: readonly PredictionRow[],
  { pods, scenario }: { readonly pods: string; readonly scenario: string },
): PredictedScenario {
  const course = timeSeries.find((one) => one.pods === pods && one.scenario === scenario);
  const seconds = course === undefined ? 3600 : course.stepSeconds * course.offeredRps.length;
  const cells = Object.entries(METRICS).flatMap(([name, metric]) => {
    const row = rows.find((one) => one.scenario === scenario && one.metric === name);
    return row === undefined ? [] : [cellOf(row, metric, seconds)];
  });
  return { scenario, cells, course };
}

function cellOf(row: PredictionRow, { title, show, showChange = show }: Metric, seconds: number): PredictedCell {
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${showChange(Math.abs(value), seconds)}`;
  const { low, high, value } = row.change;
  return {
    title,
    base: withBand(row.base, (one) => show(one, seconds)),
    head: withBand(row.head, (one) => show(one, seconds)),
    change: isMaterial(row) ? `${signed(value)} (${signed(low)} to ${signed(high)})` : 'no material change',
    isMaterial: isMaterial(row),
  };
}

function withBand({ value, low, high }: Estimate, show: (value: number) => string): string {
  const [middle, least, most] = [value, low, high].map(show);
  return least === most ? (middle ?? '') : `${middle ?? ''} (${least ?? ''} to ${most ?? ''})`;
}

/** A cell without its bands: `462 ms -> 1.32 s`. */
export function plainCell({ base, head, isMaterial: matters }: PredictedCell): string {
  const [before, after] = [base, head].map((text) => text.replace(/ \(.*$/, ''));
  return matters && before !== after ? `${before ?? ''} -> ${after ?? ''}` : `${after ?? ''} (as before)`;
}

const OCCASIONS: Readonly<Record<string, string>> = {
  step: 'When load steps up and stays up',
  spike: 'In a spike of one minute',
  diurnal: 'When load rises and falls slowly',
};

/** What users will notice, scenario by scenario; only what changes beyond chance. */
export function predictedSentences(report: DiffReport): string[] {
  const note = report.predictions?.serviceTimes === 'assumed' ? ' (illustration)' : '';
  return predictedPods(report).flatMap(({ pods, scenarios }) => {
    const sentences = scenarios.flatMap(({ scenario, cells }) => {
      const words = cells.flatMap((cell) => (cell.isMaterial ? (changeWords(cell, report) ?? []) : []));
      const when = OCCASIONS[scenario] ?? `Under the load of ${scenario}`;
      return words.length === 0 ? [] : [`${when}, ${pods} is predicted${note} to ${joined(words)}.`];
    });
    return sentences.length === 0 ? [`Under the simulated loads ${pods} behaves as before${note}.`] : sentences;
  });
}

function changeWords(cell: PredictedCell, { slo }: DiffReport): string | undefined {
  const [before, after] = plainCell(cell).split(' -> ');
  if (before === undefined || after === undefined) return undefined;
  switch (cell.title) {
    case 'p95':
      return `have a p95 of ${after} among answered requests (before ${before})`;
    case 'SLO misses':
      return `be slower than the SLO of ${duration(slo.p95Ms)}, or fail, for ${after} of requests (before ${before})`;
    case 'errors':
      return `fail ${after} of requests (before ${before})`;
    case 'pods on average':
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

function duration(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

function share(value: number): string {
  if (value === 0) return '0 %';
  return value < 0.001 ? '<0.1 %' : `${(100 * value).toFixed(1)} %`;
}

/** Of a difference between two shares. */
function points(value: number): string {
  return `${(100 * value).toFixed(1)} points`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const SOURCES = {
  measured: 'measured service times',
  given: 'service times given by hand',
  assumed: 'assumed service times',
} as const;

/** What was read, what was computed, and that nothing was measured where the change will run. */
export function provenance({ predictions }: DiffReport): string {
  const read = 'Settings, maxima and prices are read from the manifests of both sides.';
  if (predictions === null || predictions.rows.length === 0) return `${read} No traffic was simulated.`;
  return `${read} Latency, errors and pods over time are simulated for both sides on the same requests, with ${SOURCES[predictions.serviceTimes]}; "before" is a simulation too, not what production does.`;
}

/** Numbers that look exact are read as exact. */
export const ILLUSTRATION_NOTE =
  'The predictions below assume how long a request takes: compare base with head, and do not take either for a forecast. With measured service times (--profile) they become one.';

export function isIllustration({ predictions }: Pick<DiffReport, 'predictions'>): boolean {
  return predictions !== null && predictions.rows.length > 0 && predictions.serviceTimes === 'assumed';
}

export function predictionTitle({ predictions }: DiffReport): string {
  return predictions?.serviceTimes === 'assumed' ? 'Predicted (illustration: service times are assumed)' : 'Predicted';
}
