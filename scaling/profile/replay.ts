import { mean } from '../../contract/statistics';
import { titleOf, type Manifests, type ScaledPods } from '../manifests';
import { DEFAULT_SERVER, sideModelOf, type Profile, type SideModel } from '../diff/simulated';
import {
  band,
  meanServiceMs,
  medianReplicasAt,
  simulate,
  simulateMany,
  type ServiceTime,
  type SimulationConfig,
  type Threads,
} from '../simulate';
import { pricesSchema, sloSchema } from '../../contract';
import type { Derived } from './derive';
import type { Figures, Residual } from '../diff/simulated/profile-file';
import { meanOf, percentile } from './histogram';
import type { Observation } from './observe';

/** Requests in all replays together that take about a minute. */
const MOST_REQUESTS = 200_000_000;
const FEWEST_SEEDS = 3;

/** Simulation of the observed pods as they are configured now; a text says why there is none. */
export function currentModel(pods: ScaledPods, manifests: Manifests, derived: Derived): SideModel | string {
  return sideModelOf(pods, manifests, diffProfile(derived));
}

function diffProfile({ serviceTime, cpu, overheadMs }: Derived): Profile {
  return {
    from: 'measured',
    serviceTime,
    cpuMsPerRequest: cpu?.cpuMsPerRequest ?? meanServiceMs(serviceTime),
    overheadMs,
    idleCpuMillis: cpu?.idleCpuMillis ?? 0,
    server: DEFAULT_SERVER,
    words: [],
  };
}

const UNLOADING_ROUNDS = 6;
const QUIET_REQUESTS = 20_000;
const LONGEST_QUIET_SECONDS = 3_600;

/**
 * Latency at the quietest steps is service time plus some waiting, also for the CPU quota. The waiting is found by
 * simulating these steps with shorter service times, until the simulated mean latency is the measured one.
 *
 * @returns the factor that takes latency to service time
 */
export function unloadingFactor(model: SideModel, derived: Derived): number {
  const measuredMs = meanOf(derived.quiet.latency);
  let factor = 1;
  for (let round = 0; round < UNLOADING_ROUNDS; round++) {
    const meanMs = quietMeanMs(model, { ...derived, serviceTime: scaled(derived.serviceTime, factor) });
    if (!(meanMs > 0)) return 1;
    factor = Math.min(1, (factor * measuredMs) / meanMs);
  }
  return factor;
}

/** Mean latency of the quietest steps by simulation of their load on their pods, milliseconds. */
export function quietMeanMs({ workload }: SideModel, { quiet, serviceTime, overheadMs }: Derived): number {
  const pods = Math.max(1, Math.round(quiet.pods));
  const rps = (quiet.rps / quiet.pods) * pods;
  const seconds = Math.min(LONGEST_QUIET_SECONDS, Math.max(60, QUIET_REQUESTS / rps));
  const config: SimulationConfig = {
    load: { kind: 'scenario', scenario: { phases: [{ seconds, rps }], arrivals: 'poisson', timeoutMs: 600_000, seed: 1 } },
    workload: { ...workload, serviceTime, overheadMs, initialPods: pods },
    autoscaler: { kind: 'fixed', replicas: pods },
    prices: pricesSchema.parse({}),
    slo: sloSchema.parse({}),
  };
  return simulate(config, 1).totals.meanMs;
}

export function scaled(serviceTime: ServiceTime, factor: number): ServiceTime {
  if (serviceTime.kind !== 'quantiles') return serviceTime;
  return { kind: 'quantiles', points: serviceTime.points.map(([share, ms]) => [share, ms * factor] as const) };
}

/**
 * Replays the observed load under the current configuration and compares: the expected error of
 * predictions from the profile. Replicas step by step, against the median of the replays.
 */
export async function replay(
  { workload, autoscaler }: SideModel,
  pods: ScaledPods,
  derived: Derived,
  observation: Observation,
  { seeds, threads }: { readonly seeds: number; readonly threads: Threads },
): Promise<Residual> {
  const affordable = Math.max(FEWEST_SEEDS, Math.floor(MOST_REQUESTS / Math.max(1, derived.requests)));
  const count = Math.min(seeds, affordable);
  const { replicas, range } = observation;
  const config: SimulationConfig = {
    load: { kind: 'scenario', scenario: derived.scenario },
    workload: { ...workload, initialPods: Math.round(replicas?.[0] ?? workload.initialPods) },
    autoscaler,
    prices: pricesSchema.parse({}),
    slo: sloSchema.parse({}),
  };
  const ensemble = await simulateMany(
    config,
    Array.from({ length: count }, (_, index) => index + 1),
    { threads },
  );
  const { totals, runs } = ensemble;
  const steps = Array.from(observation.rps, (_, step) => step);
  const replayedAt = (step: number): number => medianReplicasAt(ensemble, step, range.stepSeconds);
  const cores = runs.map(({ totals: run, seconds }) => (3600 * run.cpuCoreHours) / seconds);
  const measured: Figures = {
    mostReplicas: replicas === undefined ? null : Math.max(...replicas),
    p50Ms: finite(percentile(derived.latency, 0.5)),
    p95Ms: finite(percentile(derived.latency, 0.95)),
    failureRate: derived.failureRate ?? null,
    cores: observation.cores === undefined ? null : mean(observation.cores),
  };
  const replayed: Figures = {
    mostReplicas: Math.max(...steps.map(replayedAt)),
    p50Ms: finite(totals.p50Ms.median),
    p95Ms: finite(totals.p95Ms.median),
    failureRate: totals.failureRate.median,
    cores: band(cores).median,
  };
  const distances = replicas && steps.map((step) => Math.abs((replicas[step] ?? 0) - replayedAt(step)));
  return {
    scaler: titleOf(pods.scaler),
    seeds: count,
    replicasMae: distances === undefined ? null : mean(distances),
    p95ErrorPercent:
      measured.p95Ms === null || replayed.p95Ms === null ? null : (100 * (replayed.p95Ms - measured.p95Ms)) / measured.p95Ms,
    measured,
    replayed,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
