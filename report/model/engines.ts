import type { BandPoint, Point, TimelinePanel } from '../charts';
import { metricText, plainNumber, showMetric } from '../text/number';
import { EMPTY } from '../text/words';

/** One benchmark on every engine and as predicted, ready to be shown; its texts are made elsewhere. */
export interface EngineComparison {
  /** Name and title of the result that it belongs to. */
  readonly benchmark: string;
  readonly title: string;
  /** What the time series have in common, in words. */
  readonly question: string;
  readonly offeredRps: readonly Point[];
  /** Measured ones first, beginning with the most real one; the others are compared with that. */
  readonly timeSeries: readonly EngineTimeSeries[];
  readonly rows: readonly EngineRow[];
  /** Source and caveats of every line. */
  readonly notes: readonly EngineNote[];
  /** Missing engines and predictions: why, and how to add them. */
  readonly missing: readonly EngineNote[];
}

/** A sentence, with the command that it ends in. */
export interface EngineNote {
  readonly text: string;
  readonly command?: string;
}

/** Seconds from the start of the load on. */
export interface EngineTimeSeries {
  readonly label: string;
  /** Each has the same colour in every report. */
  readonly source: 'cluster' | 'local' | 'simulated';
  readonly readyPods: readonly Point[];
  readonly p95Ms: readonly Point[];
  /** Of a prediction. */
  readonly bands?: { readonly readyPods: readonly BandPoint[]; readonly p95Ms: readonly BandPoint[] };
}

export interface EngineRow {
  readonly label: string;
  readonly figures: EngineFigures;
  /** Difference from another row; undefined for the row that the others are compared with. */
  readonly error: EngineError | undefined;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

interface EngineFigures {
  readonly mostPods: number;
  /** From the end of the first phase until the most pods are ready; undefined when that never happened. */
  readonly secondsToMost: number | undefined;
  /** Of a prediction: what 5 to 95 % of its runs have. */
  readonly secondsRange?: Range;
  readonly p95Ms: number;
  readonly p95Range?: Range;
  /** Share of requests that failed. */
  readonly failureRate: number;
}

interface EngineError {
  /** Label of the other row. */
  readonly against: string;
  /** Mean absolute error of ready pods, second by second. */
  readonly podsMae: number;
  readonly seconds: number | undefined;
  readonly p95Percent: number;
  /** Difference of two shares. */
  readonly failureRate: number;
}

export const ENGINE_COLUMNS = ['Where', 'Against', 'Pods off by', 'Time to most', 'p95', 'Failed'] as const;

/** A row of the table, in the order of ENGINE_COLUMNS. */
export function engineCells({ label, figures, error }: EngineRow): string[] {
  const { mostPods, secondsToMost, secondsRange, p95Ms, p95Range, failureRate } = figures;
  const pods = `${plainNumber(mostPods)} ${mostPods === 1 ? 'pod' : 'pods'}`;
  return [
    label,
    error === undefined ? EMPTY : error.against,
    error === undefined ? EMPTY : error.podsMae.toFixed(2),
    secondsToMost === undefined
      ? `never ${pods}`
      : `${plainNumber(secondsToMost)} s to ${pods}${signed(error?.seconds, 1, ' s')}${rangeText(secondsRange, (seconds) => seconds.toFixed(0))}`,
    `${metricText('p95Ms', p95Ms)}${signed(error?.p95Percent, 0, ' %')}${rangeText(p95Range, (ms) => showMetric('p95Ms', ms).number)}`,
    `${(100 * failureRate).toFixed(1)} %${signed(error === undefined ? undefined : 100 * error.failureRate, 1, '')}`,
  ];
}

/** The same for a line of text. */
export function engineSentence(row: EngineRow): string {
  const [, , podsMae, time, p95, failed] = engineCells(row);
  const pods = row.error === undefined ? '' : `, ready pods off by ${podsMae} on average`;
  return `${time}, p95 ${p95}, failed ${failed}${pods}`;
}

/** `, 1,683 – 1,880`; empty without a range. */
function rangeText(range: Range | undefined, text: (value: number) => string): string {
  return range === undefined ? '' : `, ${text(range.low)} – ${text(range.high)}`;
}

/** ` (+4 s)`; empty without a difference. */
function signed(difference: number | undefined, digits: number, unit: string): string {
  if (difference === undefined || !Number.isFinite(difference)) return '';
  const size = Number(Math.abs(difference).toFixed(digits));
  const sign = size === 0 ? '±' : difference < 0 ? '−' : '+';
  return ` (${sign}${size}${unit})`;
}

const LOOKS: Readonly<Record<EngineTimeSeries['source'], number>> = { cluster: 0, local: 1, simulated: 2 };
/** Pods are the subject of the chart. */
const PODS_HEIGHT = 120;

/** Load, ready pods and p95 on one time axis. */
export function enginePanels({ offeredRps, timeSeries }: EngineComparison): TimelinePanel[] {
  const lines = (of: 'readyPods' | 'p95Ms'): TimelinePanel['series'] =>
    timeSeries
      .filter((one) => one[of].length > 0)
      .map(({ label, source, bands, ...values }) => ({
        label,
        look: LOOKS[source],
        points: values[of],
        ...(bands === undefined ? {} : { band: bands[of] }),
      }));
  return [
    {
      title: 'Offered load',
      unit: 'req/s',
      shape: 'line',
      series: [{ label: 'offered', points: offeredRps, look: 'quiet' }],
      bound: undefined,
    },
    { title: 'Ready pods', unit: '', shape: 'step', plotHeight: PODS_HEIGHT, series: lines('readyPods'), bound: undefined },
    { title: 'p95', unit: 'ms', shape: 'line', series: lines('p95Ms'), bound: undefined },
  ];
}
