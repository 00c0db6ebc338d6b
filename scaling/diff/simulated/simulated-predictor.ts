import { pricesSchema, sloSchema, type Prices, type Slo } from '../../../contract';
import type { Manifest, Manifests, ScaledPods } from '../../manifests';
import type { SimulationConfig } from '../../simulate';
import { pairSides, pairTitle } from '../pair-sides';
import type { PredictionRow, Predictor } from '../predictor';
import { describeAll, type Described } from '../settings';
import { defaultScenarios, type DefaultLoad, type NamedScenario } from './default-scenarios';
import { pairedRows } from './paired-rows';
import { POD_ASSUMPTIONS, podRps } from './pod-model';
import type { Profile } from './profile';
import { sideModelOf, type SideModel } from './side-model';

export const DEFAULT_SEEDS = 30;
/** Who changes more at once is told that the others were left out. */
const MOST_PREDICTED = 5;

export interface SimulatedPredictorOptions {
  /** `by-capacity`: a step, a spike and a day as large as the base side of each workload can take. */
  readonly scenarios: readonly NamedScenario[] | 'by-capacity';
  readonly profile: Profile;
  /** How many runs of each side; 30 without it. */
  readonly seeds?: number;
  readonly threads: number;
  readonly prices?: Prices;
  readonly slo?: Slo;
}

/** A set of pods whose model differs, or why it cannot be predicted. */
type Task =
  | { readonly pods: string; readonly base: SideModel; readonly head: SideModel; readonly capacity: ScaledPods }
  | { readonly pods: string; readonly reason: string };

/** Predicts by simulating both sides of every set of pods that scales differently; runs nothing when none does. */
export function simulatedPredictor(options: SimulatedPredictorOptions): Predictor {
  return {
    predict: async (base, head) => {
      const tasks = tasksOf(base, head, options.profile);
      const simulated = tasks.filter((task) => 'base' in task);
      const predicted = simulated.slice(0, MOST_PREDICTED);
      const answers: Answer[] = [];
      for (const task of predicted) answers.push(await predictOne(task, options));
      return {
        serviceTimes: options.profile.from,
        assumptions: [
          ...(predicted.length === 0 ? [] : assumptionsOf(options)),
          ...answers.map(({ words }) => words),
          ...simulated
            .slice(MOST_PREDICTED)
            .map(({ pods }) => notPredicted(pods, `only ${MOST_PREDICTED} are, one diff at a time`)),
          ...tasks.flatMap((task) => ('reason' in task ? [notPredicted(task.pods, task.reason)] : [])),
        ],
        rows: answers.flatMap(({ rows }) => rows),
      };
    },
  };
}

function notPredicted(pods: string, reason: string): string {
  return `${pods} is not predicted: ${reason}.`;
}

interface Answer {
  readonly rows: readonly PredictionRow[];
  readonly words: string;
}

async function predictOne(task: Extract<Task, { base: SideModel }>, options: SimulatedPredictorOptions): Promise<Answer> {
  const { pods, base, head } = task;
  const { scenarios, words } = loadFor(task, options.scenarios);
  const seeds = Array.from({ length: options.seeds ?? DEFAULT_SEEDS }, (_, index) => index + 1);
  const { prices, slo } = { prices: pricesOf(options), slo: sloOf(options) };
  const rows: PredictionRow[] = [];
  for (const { name, scenario } of scenarios) {
    const config = (side: SideModel): SimulationConfig => ({ ...side, load: { kind: 'scenario', scenario }, prices, slo });
    rows.push(...(await pairedRows({ pods, scenario: name }, config(base), config(head), { seeds, threads: options.threads })));
  }
  const timeouts = [...new Set(scenarios.map(({ scenario }) => scenario.timeoutMs / 1000))].join(' or ');
  return { rows, words: `${pods}: ${words}; a client gives up after ${timeouts} s and does not retry.` };
}

function loadFor(
  { base, capacity: { minPods, maxPods } }: Extract<Task, { base: SideModel }>,
  scenarios: SimulatedPredictorOptions['scenarios'],
): DefaultLoad {
  if (scenarios === 'by-capacity') return defaultScenarios({ minPods, maxPods, podRps: podRps(base.workload) });
  return { scenarios, words: `load as in ${scenarios.map(({ name }) => name).join(', ')}` };
}

/** Sets of pods whose scaling differs. */
function tasksOf(base: Manifests, head: Manifests, profile: Profile): Task[] {
  const [before, after] = [describeAll(base), describeAll(head)];
  return pairSides(base, head).pods.flatMap((pair): Task[] => {
    const { base: one, head: other } = pair;
    const pods = pairTitle(pair);
    if (one === undefined || other === undefined)
      return [{ pods, reason: `it is ${one === undefined ? 'new' : 'gone'}, so that there is nothing to compare with` }];
    const models = [sideModelOf(one, base, profile), sideModelOf(other, head, profile)] as const;
    const isSame = settingsText(one, before) === settingsText(other, after);
    const [baseModel, headModel] = models;
    if (typeof baseModel === 'string') return isSame ? [] : [{ pods, reason: baseModel }];
    if (typeof headModel === 'string') return isSame ? [] : [{ pods, reason: headModel }];
    if (modelText(baseModel) !== modelText(headModel)) return [{ pods, base: baseModel, head: headModel, capacity: one }];
    return isSame ? [] : [{ pods, reason: 'what changes in it makes no difference to the simulation' }];
  });
}

/** What the object that makes the pods and the one that counts them say about scaling. */
function settingsText({ maker, scaler }: ScaledPods, described: readonly Described[]): string {
  const settingsOf = (manifest: Manifest): Described['settings'] | undefined =>
    described.find((one) => one.manifest === manifest)?.settings;
  return JSON.stringify([settingsOf(maker), settingsOf(scaler)]);
}

/** Which object an HPA names makes no difference to what it does. */
function modelText({ workload, autoscaler }: SideModel): string {
  return JSON.stringify([workload, autoscaler], (key, value: unknown) => (key === 'scaleTargetRef' ? undefined : value));
}

function assumptionsOf(options: SimulatedPredictorOptions): string[] {
  const { p95Ms } = sloOf(options);
  return [
    ...options.profile.words,
    ...POD_ASSUMPTIONS,
    `Each prediction is the median of ${options.seeds ?? DEFAULT_SEEDS} simulated runs, with what 5 to 95 % of them say; both sides see the same requests. A change whose range holds zero is not material.`,
    `Percentiles are of answered requests only: where errors change, sloMissShare (answers after ${p95Ms} ms, and failures) tells more. Cost is of requested CPU and memory.`,
  ];
}

function pricesOf({ prices }: SimulatedPredictorOptions): Prices {
  return prices ?? pricesSchema.parse({});
}

function sloOf({ slo }: SimulatedPredictorOptions): Slo {
  return slo ?? sloSchema.parse({});
}
