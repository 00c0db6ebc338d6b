import { plain, type BenchmarkResult } from '../../../contract';
import { metricText } from '../../text/number';
import { aboutUsd, rateWords } from './words';

type Row = BenchmarkResult['rows'][number];

/** Which server answers most, which answers one request soonest, and what one costs. */
export function servingAnswer({ metrics: { limitRps }, rows }: BenchmarkResult): string[] {
  // The loop without a server has no errors to count.
  const servers = rows.filter((row) => typeof row['errorRate'] === 'number' && typeof row['saturationRps'] === 'number');
  const [fastest] = sorted(servers, 'saturationRps').reverse();
  if (fastest === undefined) return ['No server answered.'];
  const slowest = sorted(servers, 'saturationRps')[0];
  const [soonest] = sorted(servers, 'p95Closed1Ms');
  const [cheapest] = sorted(servers, 'costPer1000Usd');
  const share = fastest['limitShare'];
  const limit =
    limitRps === undefined || typeof share !== 'number'
      ? ''
      : `, ${metricText('limitShare', share)} of what the model alone does`;
  const behind =
    slowest === undefined || slowest === fastest
      ? ''
      : `; ${name(slowest)} answers fewest, ${rateWords(value(slowest, 'saturationRps'))}`;
  return [
    `${name(fastest)} answers most: ${rateWords(value(fastest, 'saturationRps'))}${limit}${behind}.`,
    ...(soonest === undefined
      ? []
      : [`${name(soonest)} is soonest with one request at a time: p95 ${metricText('p95Ms', value(soonest, 'p95Closed1Ms'))}.`]),
    ...(cheapest === undefined
      ? []
      : [
          `${name(cheapest)} is cheapest when busy: ${metricText('costPer1000Usd', value(cheapest, 'costPer1000Usd'))} per 1000 requests` +
            `${typeof cheapest['costPerPodMonthUsd'] === 'number' ? `, ${aboutUsd(cheapest['costPerPodMonthUsd'])} a month per pod` : ''}.`,
        ]),
  ];
}

function sorted(rows: readonly Row[], key: string): Row[] {
  return rows.filter((row) => typeof row[key] === 'number').sort((one, other) => value(one, key) - value(other, key));
}

function value(row: Row, key: string): number {
  return Number(row[key]);
}

function name(row: Row): string {
  return plain(String(row['server'] ?? 'a server'));
}
