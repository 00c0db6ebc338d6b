import { mean } from '../../contract/statistics';
import { METRICS, type DiffReport } from '../diff';
import type { ObservedRange } from '../profile';
import { bucketPercentile } from '../profile';
import { band, type Ensemble, medianReplicasAt } from '../simulate';
import type { Claim, Figure, Score } from './schema';

/** A range as it was measured. */
export interface Measured {
  readonly rps: number;
  readonly pods: readonly number[] | undefined;
  readonly p95Ms: number | undefined;
  readonly errorRate: number | undefined;
  readonly cores: number | undefined;
}

export function measuredOf({ observation, derived }: ObservedRange): Measured {
  const { rps, replicas, cores } = observation;
  const p95Ms = bucketPercentile(derived.latency, 0.95);
  return {
    rps: mean(rps),
    pods: replicas === undefined ? undefined : Array.from(replicas),
    p95Ms: Number.isFinite(p95Ms) ? p95Ms : undefined,
    errorRate: derived.failureRate,
    cores: cores === undefined ? undefined : mean(cores),
  };
}

type Scored = Pick<Score, 'figures' | 'replicasMae' | 'p95ErrorPercent' | 'costErrorPercent'>;

/**
 * Measured figures against the runs that were simulated for the same load.
 *
 * @param stepSeconds of the measured pods
 */
export function scored(measured: Measured, ensemble: Ensemble, stepSeconds: number): Scored {
  const { runs } = ensemble;
  const figure = (name: Figure['name'], value: number | undefined, simulated: readonly number[]): Figure[] => {
    if (value === undefined || !simulated.every(Number.isFinite)) return [];
    const { low, high } = band(simulated);
    return [{ name, measured: value, predicted: mean(simulated), low, high, isHeld: low <= value && value <= high }];
  };
  const { pods } = measured;
  const figures = [
    ...figure(
      'podsOnAverage',
      pods && mean(pods),
      runs.map((run) => mean(run.series.replicas)),
    ),
    ...figure(
      'mostPods',
      pods && Math.max(...pods),
      runs.map(({ totals }) => totals.peakReplicas),
    ),
    ...figure(
      'p95Ms',
      measured.p95Ms,
      runs.map(({ totals }) => totals.p95Ms),
    ),
    ...figure(
      'errorRate',
      measured.errorRate,
      runs.map(({ totals }) => totals.failureRate),
    ),
    ...figure(
      'cores',
      measured.cores,
      runs.map(({ totals, seconds }) => (3600 * totals.cpuCoreHours) / seconds),
    ),
  ];
  const distance = (count: number, step: number): number => Math.abs(count - medianReplicasAt(ensemble, step, stepSeconds));
  return {
    figures,
    replicasMae: pods === undefined ? null : mean(pods.map(distance)),
    p95ErrorPercent: errorPercent(figures, 'p95Ms'),
    costErrorPercent: errorPercent(figures, 'podsOnAverage'),
  };
}

function errorPercent(figures: readonly Figure[], name: Figure['name']): number | null {
  const found = figures.find((one) => one.name === name);
  return found === undefined || found.measured === 0 ? null : (100 * (found.predicted - found.measured)) / found.measured;
}

/** Loads farther apart than this say nothing about a change of settings. */
const SAME_LOAD = 0.25;
/** Measured values that differ by less are the same. */
const SAME_SHARE = 0.02;

const MEASURED: Readonly<Record<string, (measured: Measured) => number | undefined>> = {
  p95Ms: ({ p95Ms }) => p95Ms,
  errorRate: ({ errorRate }) => errorRate,
  replicaHours: ({ pods }) => pods && mean(pods),
};

/** What the stored prediction claimed to change, against what was measured before and after. */
export function claimsOf(
  { predictions }: Pick<DiffReport, 'predictions'>,
  pods: string,
  before: Measured,
  after: Measured,
): Claim[] {
  const rows = predictions?.rows ?? [];
  const names = new Set([
    pods,
    ...(predictions?.alike ?? []).filter(({ others }) => others.includes(pods)).map((one) => one.pods),
  ]);
  const isSameLoad = Math.abs(after.rps - before.rps) <= SAME_LOAD * before.rps;
  return rows.flatMap((row): Claim[] => {
    const of = MEASURED[row.metric];
    const [one, other] = [of?.(before), of?.(after)];
    if (!names.has(row.pods) || row.change.verdict !== 'changed' || one === undefined || other === undefined) return [];
    const predicted = row.change.value > 0 ? 'more' : 'less';
    const measured = Math.abs(other - one) <= SAME_SHARE * Math.abs(one) ? 'same' : other > one ? 'more' : 'less';
    return [
      {
        scenario: row.scenario,
        metric: METRICS[row.metric]?.title ?? row.metric,
        predicted,
        measured,
        agrees: isSameLoad ? predicted === measured : null,
      },
    ];
  });
}
