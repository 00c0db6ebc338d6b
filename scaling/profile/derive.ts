import { sum } from '../../contract/statistics';
import { scenarioSchema, type Scenario } from '../../contract';
import type { ServiceTime } from '../simulate';
import { fitCpu, type CpuFit } from './cpu-fit';
import { meanOf, quantilePoints, type BucketHistogram } from './histogram';
import { phasesOf } from './load-phases';
import type { Observation } from './observe';

/** Scenario and service times as observed, before anything is replayed. */
export interface Derived {
  readonly scenario: Scenario;
  readonly requests: number;
  readonly serviceTime: ServiceTime;
  readonly overheadMs: number;
  readonly cpu: CpuFit | undefined;
  /** The steps with the least load per pod, whose latency is closest to service time, and what they show. */
  readonly quiet: Quiet;
  /** Of all steps. */
  readonly latency: BucketHistogram;
  readonly failureRate: number | undefined;
  readonly cautions: readonly string[];
}

export interface Quiet {
  readonly steps: readonly number[];
  readonly latency: BucketHistogram;
  /** Means over these steps. */
  readonly rps: number;
  readonly pods: number;
}

const QUIET_SHARE = 0.25;
/** Fewer requests say little about a tail. */
const ENOUGH_REQUESTS = 300;
/** Shares above which a histogram or a load is worth a caution. */
const OVERFLOW_SHARE = 0.01;
const COARSE_SHARE = 0.7;
const BUSY = 0.5;
const WEAK_FIT = 0.5;

/** @param timeoutMs after which clients give up; metrics do not show it */
export function derive(observation: Observation, timeoutMs: number): Derived {
  const { range, rps, errors, latency, service, cores, replicas } = observation;
  const { stepSeconds } = range;
  const all = Array.from(rps, (_, step) => step);
  const requests = stepSeconds * sum(rps);
  const quiet = quietOf(observation);
  const work = service?.over(all);
  const histogram = work !== undefined && work.total > 0 ? work : quiet.latency;
  const cpu = cores && fitCpu(cores, rps, replicas ?? rps.map(() => 1));
  return {
    scenario: scenarioSchema.parse({ phases: phasesOf(rps, stepSeconds), timeoutMs }),
    requests,
    serviceTime: { kind: 'quantiles', points: quantilePoints(histogram).map(([share, ms]) => [rounded(share), rounded(ms)]) },
    overheadMs: histogram === work ? Math.max(0, meanOf(quiet.latency) - meanOf(work)) : 0,
    cpu,
    quiet,
    latency: latency.over(all),
    failureRate: errors && sum(errors) / sum(rps),
    cautions: [
      ...observation.notes,
      ...histogramCautions(histogram),
      ...overflowCautions(latency.over(all)),
      ...(histogram === work ? [] : busyCautions(quiet, replicas !== undefined)),
      ...cpuCautions(cores !== undefined, cpu),
      ...(sum(rps) * stepSeconds < ENOUGH_REQUESTS ? [`only ${Math.round(requests)} requests in all`] : []),
    ],
  };
}

/** The quarter of the steps with the least load per pod, or more until there are enough requests. */
function quietOf({ rps, replicas, latency, range: { stepSeconds } }: Observation): Quiet {
  const podsAt = (step: number): number => Math.max(1, replicas?.[step] ?? 1);
  const loadAt = (step: number): number => (rps[step] ?? 0) / podsAt(step);
  const steps = Array.from(rps, (_, step) => step)
    .filter((step) => (rps[step] ?? 0) > 0)
    .sort((one, other) => loadAt(one) - loadAt(other) || one - other);
  let count = Math.max(1, Math.ceil(QUIET_SHARE * steps.length));
  const requestsOf = (some: readonly number[]): number => stepSeconds * sum(some.map((step) => rps[step] ?? 0));
  while (count < steps.length && requestsOf(steps.slice(0, count)) < ENOUGH_REQUESTS) count++;
  const chosen = steps.slice(0, count);
  return {
    steps: chosen,
    latency: latency.over(chosen),
    rps: sum(chosen.map((step) => rps[step] ?? 0)) / chosen.length,
    pods: sum(chosen.map(podsAt)) / chosen.length,
  };
}

/** Percentiles above the largest bucket are not known. */
function overflowCautions({ boundsMs, cumulative, total }: BucketHistogram): string[] {
  const above = 1 - (cumulative.at(-1) ?? 0) / total;
  if (above <= OVERFLOW_SHARE) return [];
  return [`${percent(above)} of the answers took longer than the largest bucket, ${boundsMs.at(-1) ?? 0} ms`];
}

function histogramCautions(histogram: BucketHistogram): string[] {
  const { boundsMs, cumulative, total } = histogram;
  const above = 1 - (cumulative.at(-1) ?? 0) / total;
  const shares = cumulative.map((count, index) => (count - (cumulative[index - 1] ?? 0)) / total);
  const widest = shares.findIndex((share) => share > COARSE_SHARE);
  return [
    ...(above > OVERFLOW_SHARE
      ? [
          `${percent(above)} took longer to work on than the largest bucket, ${boundsMs.at(-1) ?? 0} ms, and are counted as that long`,
        ]
      : []),
    ...(widest >= 0
      ? [
          `${percent(shares[widest] ?? 0)} lie in one bucket, ${boundsMs[widest - 1] ?? 0} to ${boundsMs[widest] ?? 0} ms: finer buckets would tell more`,
        ]
      : []),
  ];
}

function busyCautions({ latency, rps, pods }: Quiet, knowsPods: boolean): string[] {
  const inWork = (rps * meanOf(latency)) / 1000 / pods;
  if (inWork <= BUSY) return [];
  return [
    `even in the quietest quarter ${inWork.toFixed(1)} requests were in work ${knowsPods ? 'per pod' : 'in all'} on average, so latency may include waiting`,
  ];
}

function cpuCautions(isMeasured: boolean, cpu: CpuFit | undefined): string[] {
  if (!isMeasured) return ['CPU was not measured: a request is assumed to use a core for as long as it is worked on'];
  if (cpu === undefined)
    return ['CPU does not grow with requests: a request is assumed to use a core for as long as it is worked on'];
  const { explained } = cpu;
  return explained !== undefined && explained < WEAK_FIT
    ? [`requests explain only ${percent(explained)} of how CPU varies: something else uses CPU too`]
    : [];
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
