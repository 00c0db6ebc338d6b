import type { SimulationConfig } from '../config';
import type { DeployRecord } from '../../rollout';
import type { Outcomes, Series } from './outcomes';

/** Totals of one run. Every sent request is answered, timed out, refused or in flight at the end. */
export interface Totals {
  readonly sent: number;
  readonly answered: number;
  readonly timedOut: number;
  readonly refused: number;
  readonly inFlight: number;
  readonly retried: number;
  /** Requests worked off after their client had given up. */
  readonly abandonedWork: number;
  /** Timed out or refused, share of those that are no longer in flight. */
  readonly failureRate: number;
  /** Between being sent and being taken by a worker. */
  readonly meanWaitMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Over all requests that are no longer in flight; Infinity where so many were not answered that there is none. */
  readonly p50OfAllMs: number;
  readonly p95OfAllMs: number;
  readonly p99OfAllMs: number;
  /** Answered later than the SLO's p95 or not at all, share of those that are no longer in flight. */
  readonly sloMissRate: number;
  readonly podHours: number;
  readonly cpuCoreHours: number;
  readonly peakReplicas: number;
  readonly costUsd: number;
  /** Per 1000 answered requests; NaN when none was answered. */
  readonly costPer1000Usd: number;
}

export type TotalName = keyof Totals;

export interface SimulationRun {
  readonly seed: number;
  readonly seconds: number;
  /** Length of a step of the series. */
  readonly stepSeconds: number;
  readonly series: Series;
  readonly totals: Totals;
  /** One record for each deploy, in their order. */
  readonly deploys: readonly DeployRecord[];
}

export interface ClusterTotals {
  readonly podSeconds: number;
  /** Requests that a worker took, and how long they had waited. */
  readonly started: number;
  readonly waitMs: number;
  cpuUsedMs(nowMs: number): number;
}

export interface RunParts {
  readonly config: SimulationConfig;
  readonly seed: number;
  readonly outcomes: Outcomes;
  readonly cluster: ClusterTotals;
  readonly inFlight: number;
  readonly seconds: number;
  readonly deploys: readonly DeployRecord[];
}

export function summarize({ config, seed, outcomes, cluster, inFlight, seconds, deploys }: RunParts): SimulationRun {
  const { workload, prices, slo } = config;
  const { sent, answered, timedOut, refused, latencies, series } = outcomes;
  const done = Math.max(1, answered + timedOut + refused);
  const failed = timedOut + refused;
  const podHours = cluster.podSeconds / 3600;
  const hourUsd =
    (workload.cpuRequestMillis / 1000) * prices.vcpuHourUsd + (workload.memoryRequestBytes / 2 ** 30) * prices.gibHourUsd;
  const costUsd = podHours * hourUsd;
  return {
    seed,
    seconds,
    stepSeconds: outcomes.stepSeconds,
    series,
    deploys,
    totals: {
      sent,
      answered,
      timedOut,
      refused,
      inFlight,
      retried: outcomes.retried,
      abandonedWork: outcomes.abandonedWork,
      failureRate: failed / done,
      meanWaitMs: cluster.waitMs / Math.max(1, cluster.started),
      meanMs: outcomes.latencyMs / Math.max(1, answered),
      p50Ms: latencies.percentile(0.5),
      p95Ms: latencies.percentile(0.95),
      p99Ms: latencies.percentile(0.99),
      p50OfAllMs: latencies.percentile(0.5, failed),
      p95OfAllMs: latencies.percentile(0.95, failed),
      p99OfAllMs: latencies.percentile(0.99, failed),
      sloMissRate: (failed + latencies.countAbove(slo.p95Ms)) / done,
      podHours,
      cpuCoreHours: cluster.cpuUsedMs(1000 * seconds) / 3_600_000,
      peakReplicas: series.replicas.reduce((most, replicas) => Math.max(most, replicas), 0),
      costUsd,
      costPer1000Usd: answered > 0 ? (1000 * costUsd) / answered : Number.NaN,
    },
  };
}
