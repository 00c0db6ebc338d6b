import { pricesSchema, sloSchema, UserError } from '../../contract';
import type { DiffReport } from '../diff';
import { measuredProfile, sideModelOf } from '../diff/simulated';
import { titleOf, type Manifests } from '../manifests';
import { chosenPods, makeProfile, observedRange, timeText, type PrometheusApi, type RangeRequest } from '../profile';
import { simulateMany, type SimulationConfig, type Threads } from '../simulate';
import { SCORE_SCHEMA, type Score } from './schema';
import { claimsOf, measuredOf, scored } from './score';

export interface VerifyRequest extends Omit<RangeRequest, 'fromSeconds' | 'toSeconds'> {
  /** Where the answers come from, without credentials. */
  readonly prometheus: string;
  /** What `lab diff --format json` said before the change was live. */
  readonly prediction: DiffReport;
  readonly base: Manifests;
  readonly head: Manifests;
  /** Name of the workload in the manifests. */
  readonly workload: string;
  readonly liveSeconds: number;
  readonly windowSeconds: number;
  readonly seeds: readonly number[];
  readonly threads: Threads;
}

/**
 * Scores a prediction after its change went live: service times are taken from the time before, the load from the time after; what the
 * head was predicted to do under that is compared with what it did. Nothing of the time after but its load goes into the prediction.
 *
 * @throws UserError when Prometheus does not hold both ranges, or the pods cannot be simulated
 */
export async function verify(api: PrometheusApi, request: VerifyRequest): Promise<Score> {
  const { prediction, base, head, workload, liveSeconds, windowSeconds } = request;
  const ranges = {
    before: { ...request, fromSeconds: liveSeconds - windowSeconds, toSeconds: liveSeconds },
    after: { ...request, fromSeconds: liveSeconds, toSeconds: liveSeconds + windowSeconds },
  };
  const before = await observedRange(api, ranges.before);
  const { profile } = await makeProfile(api, {
    ...ranges.before,
    manifests: { read: base, where: prediction.base, name: workload },
    seeds: request.seeds.length,
  });
  const after = await observedRange(api, ranges.after);
  const pods = chosenPods(head, workload, prediction.head);
  const model = sideModelOf(pods, head, measuredProfile('the time before', profile), prediction.kubernetesVersion);
  if (typeof model === 'string')
    throw new UserError({ where: `--workload ${workload}`, problem: `cannot be simulated: ${model}.`, code: 'result-unfit' });
  const first = before.observation.replicas?.at(-1);
  const config: SimulationConfig = {
    load: { kind: 'scenario', scenario: after.derived.scenario },
    workload: { ...model.workload, ...(first !== undefined && { initialPods: Math.round(first) }) },
    autoscaler: model.autoscaler,
    prices: pricesSchema.parse(prediction.prices),
    slo: sloSchema.parse(prediction.slo),
  };
  const ensemble = await simulateMany(config, request.seeds, { threads: request.threads });
  const measured = { before: measuredOf(before), after: measuredOf(after) };
  const title = titleOf(pods.maker);
  return {
    schema: SCORE_SCHEMA,
    pods: title,
    base: prediction.base,
    head: prediction.head,
    live: timeText(liveSeconds),
    windowSeconds,
    runs: request.seeds.length,
    ...scored(measured.after, ensemble, after.stepSeconds),
    claims: claimsOf(prediction, title, measured.before, measured.after),
    cautions: [...profile.cautions, ...after.derived.cautions],
  };
}
