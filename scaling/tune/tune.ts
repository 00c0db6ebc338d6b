import { pricesSchema, UserError, type Scenario, type Slo } from '../../contract';
import { sideModelOf, type Profile, type SideModel } from '../diff/simulated';
import { titleOf, type HpaManifest, type Manifest, type Manifests, type ManifestText, type ScaledPods } from '../manifests';
import { chosenPods } from '../profile/chosen-pods';
import type { SimulationConfig, Threads, Totals } from '../simulate';
import { demandOf, type Demand } from './demand';
import { hpaSpace } from './hpa-space';
import { kedaSpace } from './keda-space';
import { kpaSpace } from './kpa-space';
import { patchOf } from './patch';
import type { Floor, Point, TuneReport } from './report';
import { compareScores, isMet, paretoFront, scoreOf, type Score } from './score';
import { search } from './search';
import type { Candidate, SearchSpace } from './space';
import { validate, type Validated } from './validate';

export interface TuneRequest {
  readonly manifests: Manifests;
  /** The texts that they were read from, for the patch. */
  readonly texts: readonly ManifestText[];
  readonly where: string;
  readonly name: string | undefined;
  readonly scenario: Scenario;
  readonly profile: Profile;
  readonly slo: Slo;
  /** First of the seeds of the search; others follow from it. */
  readonly seed: number;
  readonly seeds: number;
  readonly validationSeeds: number;
  /** At most so many settings are simulated. */
  readonly evaluations: number;
  readonly threads: Threads;
  readonly onProgress: (done: number, most: number) => void;
}

/** Mean costs that differ by less are the same but for rounding. */
const SAME_COST_SHARE = 1e-9;
const VALIDATION_OFFSET = 1_000_000;

/**
 * Searches the settings of an autoscaler for the cheapest that meets the SLO in every run, and validates it on other seeds. All
 * settings see the same requests and the same chance. The same request gives the same report.
 *
 * @throws UserError when nothing scales the pods, or what does is not simulated
 */
export async function tune(request: TuneRequest): Promise<TuneReport> {
  const pods = chosenPods(request.manifests, request.name, request.where);
  const model = modelOf(pods, request);
  const demand = demandOf(request.scenario, model.workload);
  const space = spaceFor(pods, model, demand);
  return tuneIn(space, { request, pods, model });
}

interface World {
  readonly request: TuneRequest;
  readonly pods: ScaledPods;
  readonly model: SideModel;
}

async function tuneIn(space: SearchSpace, world: World): Promise<TuneReport> {
  const { request, pods } = world;
  const seeds = (count: number, offset: number): number[] =>
    Array.from({ length: count }, (_, index) => request.seed + offset + index);
  const searchSeeds = seeds(request.seeds, 0);
  const otherSeeds = seeds(request.validationSeeds, VALIDATION_OFFSET);
  let done = 0;
  const evaluate = async (candidates: readonly Candidate[]): Promise<Score[]> =>
    Promise.all(
      candidates.map(async (candidate) => {
        const score = await scored(space, candidate, searchSeeds, world);
        request.onProgress(++done, request.evaluations);
        return score;
      }),
    );
  const scores = [...(await search(space, evaluate, { budget: request.evaluations }))];
  const best = [...scores].sort(compareScores);
  const currentKey = space.current.join();
  const current = scores.find(({ candidate }) => candidate.join() === currentKey);
  if (current === undefined) throw new Error('the current setting was not simulated');
  const onSearch = async (candidate: Candidate): Promise<Score> => {
    const known = scores.find((one) => one.candidate.join() === candidate.join());
    if (known !== undefined) return known;
    const score = await scored(space, candidate, searchSeeds, world);
    scores.push(score);
    return score;
  };
  const validations = new Map<string, Promise<Score>>();
  const onOthers = async (candidate: Candidate): Promise<Score> => {
    const key = candidate.join();
    const known = validations.get(key) ?? scored(space, candidate, otherSeeds, world);
    validations.set(key, known);
    return known;
  };
  const first = await validate(best, current, onOthers);
  const { chosen, validated, rejected } = await simplify(first, space, onSearch, onOthers);
  const validatedCurrent = await onOthers(space.current);
  const front = new Set(paretoFront(scores));
  const point = (score: Score): Point => pointOf(score, space, front.has(score));
  const isCurrent = chosen?.candidate.join() === currentKey;
  return {
    schema: 'lab.tune/v1',
    outcome: chosen === undefined ? 'none' : isCurrent ? 'current-is-best' : 'found',
    pods: pods.title,
    scaler: titleOf(pods.scaler),
    slo: request.slo,
    knobs: space.names,
    seeds: request.seeds,
    current: point(current),
    chosen: chosen === undefined ? null : point(chosen),
    nearest: chosen === undefined && best[0] !== undefined ? point(best[0]) : null,
    floor: chosen === undefined ? await floorOf(world, searchSeeds) : null,
    validation: {
      seeds: request.validationSeeds,
      current: pointOf(validatedCurrent, space, false),
      chosen: validated === undefined ? null : pointOf(validated, space, false),
      rejected,
    },
    points: [...scores].sort((one, other) => one.costUsd - other.costUsd || compareScores(one, other)).map(point),
    patch: chosen === undefined || isCurrent ? null : patchOf(pods.scaler, request.texts, space.editsOf(chosen.candidate)),
    assumptions: assumptionsOf(world),
  };
}

async function scored(
  space: SearchSpace,
  candidate: Candidate,
  seeds: readonly number[],
  { request, model }: World,
): Promise<Score> {
  const autoscaler = space.autoscalerOf(candidate);
  if (autoscaler === undefined) throw new Error(`setting ${candidate.join()} is refused upstream`);
  const config: SimulationConfig = {
    load: { kind: 'scenario', scenario: request.scenario },
    workload: { ...model.workload, initialPods: space.settledPods(candidate) },
    autoscaler,
    prices: pricesSchema.parse({}),
    slo: request.slo,
  };
  return scoreOf(candidate, space.current, await totalsOf(config, seeds, request), request.slo);
}

async function totalsOf(config: SimulationConfig, seeds: readonly number[], { threads }: TuneRequest): Promise<Totals[]> {
  return (await threads.run(config, seeds)).map(({ totals }) => totals);
}

/** A setting that can stay as it is without costing anything stays as it is. */
async function simplify(
  first: Validated,
  space: SearchSpace,
  onSearch: (candidate: Candidate) => Promise<Score>,
  onOthers: (candidate: Candidate) => Promise<Score>,
): Promise<Validated> {
  let { chosen, validated } = first;
  for (const knob of space.current.keys()) {
    if (chosen === undefined || chosen.candidate[knob] === space.current[knob]) continue;
    const candidate = chosen.candidate.map((choice, index) => (index === knob ? (space.current[knob] ?? choice) : choice));
    if (space.autoscalerOf(candidate) === undefined) continue;
    const simpler = await onSearch(candidate);
    if (!isMet(simpler) || simpler.costUsd > chosen.costUsd * (1 + SAME_COST_SHARE)) continue;
    const other = await onOthers(candidate);
    if (isMet(other)) [chosen, validated] = [simpler, other];
  }
  return { ...first, chosen, validated };
}

/** Pods over those that the peak keeps busy, with which nothing waits for pods. */
const PLENTY = 4;

async function floorOf(world: World, seeds: readonly number[]): Promise<Floor> {
  const { request, model } = world;
  const pods = Math.max(1, Math.ceil(PLENTY * demandOf(request.scenario, model.workload).peakBusyPods));
  const config: SimulationConfig = {
    load: { kind: 'scenario', scenario: request.scenario },
    workload: { ...model.workload, initialPods: pods },
    autoscaler: { kind: 'fixed', replicas: pods },
    prices: pricesSchema.parse({}),
    slo: request.slo,
  };
  const score = scoreOf([], [], await totalsOf(config, seeds, request), request.slo);
  return { pods, p95Ms: score.p95Ms.median, failureRate: score.failureRate.median, meetsSlo: isMet(score) };
}

function modelOf(pods: ScaledPods, { manifests, profile }: TuneRequest): SideModel {
  const model = sideModelOf(pods, manifests, profile);
  if (typeof model === 'string')
    throw new UserError({ where: pods.title, problem: `cannot be tuned: ${model}.`, code: 'not-modelled' });
  return model;
}

function spaceFor({ title, scaler, hpa, maker }: ScaledPods, { autoscaler, workload }: SideModel, demand: Demand): SearchSpace {
  switch (autoscaler.kind) {
    case 'fixed':
      throw new UserError({
        where: title,
        problem: 'has a fixed number of pods: there is nothing to tune.',
        fix: 'Give manifests with an HPA, a Knative Service or a ScaledObject for it.',
        code: 'nothing-scales',
      });
    case 'kpa':
      return kpaSpace({ autoscaler, workload, demand });
    case 'keda':
      return kedaSpace({ autoscaler, workload, demand });
    case 'hpa':
      if (!isHpa(scaler))
        throw new UserError({
          where: title,
          problem: `has an HPA that ${titleOf(maker)} brings; only HPAs that are written as such can be tuned.`,
          code: 'not-modelled',
        });
      return hpaSpace({ autoscaler, written: hpa ?? autoscaler.spec, apiVersion: scaler.apiVersion, workload, demand });
  }
}

function isHpa(scaler: Manifest): scaler is HpaManifest {
  return scaler.kind === 'HorizontalPodAutoscaler';
}

function pointOf(score: Score, space: SearchSpace, isPareto: boolean): Point {
  const { candidate, costUsd, podHours, peakReplicas, p95Ms, sloMissRate, failureRate, runs, met } = score;
  return {
    settings: space.textsOf(candidate),
    isCurrent: candidate.join() === space.current.join(),
    isPareto,
    meetsSlo: isMet(score),
    costUsd,
    podHours,
    peakReplicas,
    p95Ms: p95Ms.median,
    worstP95Ms: p95Ms.high,
    sloMissRate: sloMissRate.median,
    failureRate: failureRate.median,
    runs,
    met,
  };
}

function assumptionsOf({ request, model }: World): string[] {
  return [
    ...request.profile.words,
    ...model.words.map((words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`),
    'When the load begins, the autoscaler has settled on its first rate; nodes have room, images are there.',
    `A run meets the SLO when the p95 of its answered requests is at most ${request.slo.p95Ms} ms and at most ${percent(request.slo.errorRate)} of all requests fail. Cost is of requested CPU and memory.`,
  ];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
