import type { Scenario } from '../../contract';
import type { Manifests } from '../manifests';
import type { SideModel } from '../diff/simulated';
import type { Threads } from '../simulate';
import { chosenPods } from './chosen-pods';
import type { Derived } from './derive';
import { PROFILE_SCHEMA, type ProfileFile } from '../diff/simulated/profile-file';
import { meanOf } from './histogram';
import type { Observation } from './observe';
import { observedRange, type RangeRequest } from './observed-range';
import { timeText, type PrometheusApi } from './prometheus';
import { currentModel, quietMeanMs, replay, scaled, unloadingFactor } from './replay';
import { simulationFile } from './simulation-file';

export interface ProfileRequest extends RangeRequest {
  /** Where the answers come from, without credentials: for messages and files. */
  readonly prometheus: string;
  /** What runs the pods now; undefined: nothing is replayed. */
  readonly manifests: { readonly read: Manifests; readonly where: string; readonly name: string | undefined } | undefined;
  readonly seeds: number;
  readonly threads: Threads;
}

export interface ProfileReport {
  readonly scenario: Scenario;
  readonly profile: ProfileFile;
  /** For `lab simulate --config`; undefined without manifests, or where the autoscaler is not simulated. */
  readonly simulation: object | undefined;
  readonly summary: Summary;
}

/** What the scenario and the profile rest on, for the reader. */
export interface Summary {
  readonly steps: number;
  readonly leastRps: number;
  readonly mostRps: number;
  readonly meanLatencyMs: number;
  readonly quietRequests: number;
  readonly explained: number | undefined;
  readonly replicas: { readonly fewest: number; readonly most: number } | undefined;
  readonly notReplayed: string | undefined;
}

/**
 * A range of real metrics as a scenario and a service-time profile, and how far a replay of it under the current configuration is off.
 *
 * @throws UserError for a range, a step, a query or an answer that cannot be used
 */
export async function makeProfile(api: PrometheusApi, request: ProfileRequest): Promise<ProfileReport> {
  const { subject, manifests } = request;
  const pods = manifests && chosenPods(manifests.read, manifests.name, manifests.where);
  const { observation, derived: asObserved, stepSeconds, scrapeSeconds } = await observedRange(api, request);
  const firstModel = pods && currentModel(pods, manifests.read, asObserved);
  const { derived, cautions } = withoutWaiting(asObserved, observation, firstModel);
  const model = pods && currentModel(pods, manifests.read, derived);
  const residual =
    pods === undefined || model === undefined || typeof model === 'string'
      ? null
      : await replay(model, pods, derived, observation, request);
  return {
    scenario: derived.scenario,
    profile: {
      schema: PROFILE_SCHEMA,
      source: {
        prometheus: request.prometheus,
        name: subject.name,
        from: timeText(observation.range.fromSeconds),
        to: timeText(observation.range.toSeconds),
        stepSeconds,
        scrapeSeconds,
        requests: Math.round(derived.requests),
      },
      serviceTime: mutable(derived),
      overheadMs: rounded(derived.overheadMs),
      cpuMsPerRequest: derived.cpu === undefined ? null : rounded(derived.cpu.cpuMsPerRequest),
      idleCpuMillis: rounded(derived.cpu?.idleCpuMillis ?? 0),
      cautions: [...derived.cautions, ...cautions, ...limitCautions(observation, model)],
      residual,
    },
    simulation: model === undefined || typeof model === 'string' ? undefined : simulationFile(model),
    summary: summaryOf(observation, derived, typeof model === 'string' ? model : undefined),
  };
}

/** Takes simulated waiting out of latency: out of the time around the work, or out of the service time when the work was not measured. */
function withoutWaiting(
  derived: Derived,
  observation: Observation,
  model: SideModel | string | undefined,
): { readonly derived: Derived; readonly cautions: readonly string[] } {
  const isWork = observation.service !== undefined;
  if (model === undefined || typeof model === 'string')
    return {
      derived,
      cautions: [`${isWork ? 'latency around the work' : 'service time'} was taken at low load and still includes some waiting`],
    };
  if (isWork) {
    const worked = quietMeanMs(model, { ...derived, overheadMs: 0 });
    return { derived: { ...derived, overheadMs: Math.max(0, meanOf(derived.quiet.latency) - worked) }, cautions: [] };
  }
  const factor = unloadingFactor(model, derived);
  const cautions = [
    `service time is latency at low load times ${factor.toFixed(2)}: the rest is waiting, by simulation of that load on the current pods`,
  ];
  return {
    derived: { ...derived, serviceTime: scaled(derived.serviceTime, factor) },
    cautions: factor > 0.995 ? [] : cautions,
  };
}

/** Measured rates of CPU are off by a scrape or so. */
const ABOVE_LIMIT = 1.2;

/** Pods that used more CPU than their limit allows were not made from these manifests. */
function limitCautions({ cores, replicas }: Observation, model: SideModel | string | undefined): string[] {
  if (cores === undefined || replicas === undefined || model === undefined || typeof model === 'string') return [];
  const { cpuLimitMillis } = model.workload;
  const most = Math.max(...cores.map((used, step) => (1000 * used) / Math.max(1, replicas[step] ?? 1)));
  if (cpuLimitMillis === undefined || most <= ABOVE_LIMIT * cpuLimitMillis) return [];
  return [
    `pods used up to ${most.toFixed(0)}m of CPU, and in the manifests their limit is ${cpuLimitMillis}m: these manifests are not what ran`,
  ];
}

function summaryOf(
  { rps, replicas, range }: Observation,
  { quiet, cpu, latency }: Derived,
  notReplayed: string | undefined,
): Summary {
  return {
    steps: rps.length,
    leastRps: Math.min(...rps),
    mostRps: Math.max(...rps),
    meanLatencyMs: meanOf(latency),
    quietRequests: Math.round(quiet.steps.reduce((sum, step) => sum + (rps[step] ?? 0), 0) * range.stepSeconds),
    explained: cpu?.explained,
    replicas: replicas && { fewest: Math.min(...replicas), most: Math.max(...replicas) },
    notReplayed,
  };
}

function mutable({ serviceTime }: Derived): ProfileFile['serviceTime'] {
  if (serviceTime.kind !== 'quantiles') return serviceTime as ProfileFile['serviceTime'];
  return { kind: 'quantiles', points: serviceTime.points.map(([share, ms]) => [Number(share.toFixed(6)), rounded(ms)]) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
