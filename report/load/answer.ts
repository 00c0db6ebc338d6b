import type { BenchmarkResult } from '../../contract';
import { plain } from '../../contract';

/** The SLO that a load was judged by. */
interface Bounds {
  readonly p95Ms: number;
  readonly errorRate: number;
}

/**
 * What somebody wants to know of a service they measured, in three lines: the load that it holds, where it breaks, and how to
 * go on.
 */
export function renderLoadAnswer(result: BenchmarkResult, slo: Bounds): string {
  return [capacityLine(result, slo), breakLine(result, slo), nextLine(result)].map(plain).join('\n') + '\n';
}

function capacityLine({ metrics, rows }: BenchmarkResult, { p95Ms, errorRate }: Bounds): string {
  const bounds = `p95 <= ${ms(p95Ms)} and errors <= ${percent(errorRate)}`;
  const held = rows.filter(({ offeredRps }) => offeredRps === metrics['maxRpsWithinSlo']).at(-1);
  const most = metrics['maxRpsWithinSlo'];
  if (most === undefined) return `holds: unknown, no load was searched for within ${bounds}`;
  if (most === 0 || held === undefined) return `holds no load within ${bounds}`;
  return `holds ${rate(most)} requests/s within ${bounds} (p95 ${ms(Number(held['p95Ms']))}, errors ${percent(Number(held['errorRate']))})`;
}

function breakLine({ metrics, rows, errors }: BenchmarkResult, { p95Ms, errorRate }: Bounds): string {
  const broken = rows
    .filter(({ withinSlo }) => withinSlo === false)
    .sort((one, other) => Number(one['offeredRps']) - Number(other['offeredRps']))[0];
  const saturation = metrics['saturationRps'];
  const most = saturation === undefined ? '' : `; never answers more than ${rate(saturation)} requests/s`;
  const kinds = Object.entries(errors.byKind).map(([kind, count]) => `${count} ${kind}`);
  const failed = errors.total === 0 ? '' : `; errors of all phases: ${kinds.join(', ')}`;
  if (broken === undefined) return `breaks beyond what was tried${most}${failed}`;
  const why = [
    ...(broken['p95Ms'] === null || Number(broken['p95Ms']) > p95Ms
      ? [`p95 ${broken['p95Ms'] === null ? 'unknown, nothing is answered' : ms(Number(broken['p95Ms']))}`]
      : []),
    ...(Number(broken['errorRate']) > errorRate ? [`errors ${percent(Number(broken['errorRate']))}`] : []),
  ];
  return `breaks at ${rate(Number(broken['offeredRps']))} requests/s: ${why.join(', ')}${most}${failed}`;
}

function nextLine({ metrics: { p50Ms } }: BenchmarkResult): string {
  if (p50Ms === undefined) return 'next: see the errors; a prediction needs answers';
  return `next: ./lab diff --base main --head HEAD --service-time-ms ${Number(p50Ms.toPrecision(3))}  # with every latency: this command with --json > load.json, then --service-times load.json`;
}

function ms(value: number): string {
  return value < 1000 ? `${Number(value.toPrecision(3))} ms` : `${Number((value / 1000).toPrecision(3))} s`;
}

function rate(rps: number): string {
  return String(Number(rps.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
