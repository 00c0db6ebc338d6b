import type { BenchmarkResult, Series } from '../../contract';
import type { TimelinePanel, TimelineSeries } from '../charts';
import { describeMetric } from '../text/metric';
import { plainNumber } from '../text/number';
import { cpuShares } from './course-of-load';
import { scalerOf } from './scaler';
import { sloOf } from './slo';

/** One of the charts that stand above each other on a common time axis. */
interface Panel extends TimelinePanel {
  readonly series: readonly (TimelineSeries & { readonly name: string })[];
}

interface PanelKind {
  readonly title: string;
  readonly shape: Panel['shape'];
  readonly names: readonly string[];
}

/** Cause above effect: load, answers, latency, failures, resources. */
const PANELS: readonly PanelKind[] = [
  {
    title: 'Load',
    shape: 'line',
    names: ['throughputRps', 'jobsPerSecond', 'completedPerSecond', 'offeredRps', 'submittedPerSecond'],
  },
  { title: 'Replicas', shape: 'step', names: ['replicas', 'readyReplicas', 'desiredReplicas'] },
  { title: 'Latency', shape: 'line', names: ['p95Ms', 'p50Ms', 'p99Ms', 'totalP95Ms', 'waitP95Ms', 'submitP95Ms'] },
  { title: 'Queue depth', shape: 'step', names: ['waiting', 'active', 'queueDepth', 'backlog'] },
  { title: 'Errors', shape: 'bars', names: ['errors'] },
  { title: 'CPU', shape: 'line', names: ['cpuCores'] },
  { title: 'Memory', shape: 'line', names: ['memoryBytes'] },
];

const LABELS: Readonly<Record<string, string>> = {
  offeredRps: 'offered',
  throughputRps: 'answered',
  p50Ms: 'p50',
  p95Ms: 'p95',
  p99Ms: 'p99',
  waitP95Ms: 'queue wait p95',
  totalP95Ms: 'job total p95',
  submitP95Ms: 'submit p95',
  errors: 'failed requests',
  replicas: 'ready',
  readyReplicas: 'ready',
  desiredReplicas: 'desired',
  cpuCores: 'CPU used',
  memoryBytes: 'resident memory',
  jobsPerSecond: 'completed',
  completedPerSecond: 'completed',
  submittedPerSecond: 'submitted',
};

/** Series of a result as panels for `timeline`; a series with another unit than its panel's, or unknown, gets a panel of its own. */
export function panelsOf(result: BenchmarkResult): Panel[] {
  const drawn = Object.entries(result.series).filter(([, series]) => series.points.length > 0);
  const grouped = PANELS.flatMap((kind) => panelOf(kind, drawn, result));
  const used = new Set(grouped.flatMap((panel) => panel.series.map((series) => series.name)));
  const others = drawn
    .filter(([name]) => !used.has(name))
    .flatMap((one) => panelOf({ title: describeMetric(one[0]).title, shape: 'line', names: [one[0]] }, [one], result));
  return [...grouped.slice(0, 2), ...cpuAgainstTarget(result), ...grouped.slice(2), ...others];
}

function panelOf(kind: PanelKind, drawn: readonly (readonly [string, Series])[], result: BenchmarkResult): Panel[] {
  const found = kind.names.flatMap((name) => drawn.filter(([candidate]) => candidate === name));
  const unit = found[0]?.[1].unit;
  if (unit === undefined) return [];
  const own = found.filter(([, series]) => series.unit === unit);
  return [
    {
      title: kind.title,
      unit: shownUnit(unit),
      shape: kind.shape,
      bound: latencyBound(result, own),
      series: own.map(([name, series]) => ({ name, label: labelOf(name), points: scaled(series) })),
    },
  ];
}

/** What an autoscaler on CPU sees, and what it aims for. */
function cpuAgainstTarget(result: BenchmarkResult): Panel[] {
  const scaler = scalerOf(result);
  if (scaler?.cpuTarget === undefined) return [];
  const points = cpuShares(result, scaler.cpuRequestCores).map(([at, share]): readonly [number, number] => [at, 100 * share]);
  if (points.length === 0) return [];
  const target = 100 * scaler.cpuTarget;
  return [
    {
      title: 'CPU of the ready pods',
      unit: '% of request',
      shape: 'line',
      bound: { label: `target ${plainNumber(target)} %`, value: target },
      series: [{ name: 'cpuOfRequest', label: 'CPU', points }],
    },
  ];
}

function labelOf(name: string): string {
  return Object.hasOwn(LABELS, name) ? (LABELS[name] ?? name) : describeMetric(name).title;
}

function shownUnit(unit: string): string {
  return unit === 'B' ? 'MiB' : unit;
}

function scaled(series: Series): TimelineSeries['points'] {
  return series.unit === 'B' ? series.points.map(([at, bytes]) => [at, bytes / 2 ** 20] as const) : series.points;
}

/** The SLO, where the panel shows a latency that it is about. */
function latencyBound(result: BenchmarkResult, own: readonly (readonly [string, Series])[]): Panel['bound'] {
  const slo = sloOf(result);
  return slo !== undefined && own.some(([name]) => name === 'p95Ms') ? { label: 'SLO', value: slo.p95Ms } : undefined;
}
