import { DEFAULT_KUBERNETES_VERSION } from '../../hpa';
import type { Threads } from '../../simulate';
import { MARGIN_WORDS } from '../margins';
import type { Predictor } from '../predictor';
import { DEFAULT_PRICES_AND_SLO, type PricesAndSlo } from '../prices-and-slo';
import type { Predictions } from '../schema';
import type { NamedScenario } from './default-scenarios';
import { UNHURRIED, type Effort } from './effort';
import { podAssumptions } from './pod-model';
import { predictPods, type Answer } from './predict-pods';
import type { Profile } from './profile';
import { groupsOf, tasksOf, type Group, type Silent, type Task } from './tasks';

export interface SimulatedPredictorOptions {
  /**
   * `by-capacity`: a step, a spike and a day as large as the base side of each workload can take. `unknown`: nobody knows the load,
   * so nothing is simulated; what would have to be is named.
   */
  readonly scenarios: readonly NamedScenario[] | 'by-capacity' | 'unknown';
  readonly profile: Profile;
  readonly effort?: Effort;
  readonly threads: Threads;
  readonly pricesAndSlo?: PricesAndSlo;
  readonly kubernetesVersion?: string;
  /** Called before each set of pods. */
  readonly onProgress?: (progress: PredictionProgress) => void;
}

/** Where a prediction is: `pods` comes next, after `done` of `all`. */
export interface PredictionProgress {
  readonly pods: string;
  readonly done: number;
  readonly all: number;
}

type Settings = Required<SimulatedPredictorOptions>;

/** Predicts by simulating both sides of every set of pods that scales differently; runs nothing when none does. */
export function simulatedPredictor(options: SimulatedPredictorOptions): Predictor {
  const settings: Settings = {
    effort: UNHURRIED,
    pricesAndSlo: DEFAULT_PRICES_AND_SLO,
    kubernetesVersion: DEFAULT_KUBERNETES_VERSION,
    onProgress: () => undefined,
    ...options,
  };
  return { predict: (base, head) => predictAll(tasksOf(base, head, settings), settings) };
}

/** One set of pods that stands for a group, or why there is no answer. */
type Outcome = { readonly group: Group } & ({ readonly answer: Answer } | { readonly reason: string });

async function predictAll(all: readonly Task[], settings: Settings): Promise<Predictions> {
  const tasks = settings.scenarios === 'unknown' ? all.map(withoutLoad) : all;
  const groups = groupsOf(tasks);
  const outcomes: Outcome[] = [];
  for (const group of groups) {
    settings.onProgress({ pods: group.task.pods, done: outcomes.length, all: groups.length });
    outcomes.push({ group, ...(await predictPods(group.task, settings, groups.length)) });
  }
  const answered = outcomes.flatMap((one) => ('answer' in one ? [one] : []));
  const silent: Silent[] = [
    ...tasks.flatMap((task) => (task.is === 'simulated' ? [] : [task])),
    ...outcomes.flatMap((one) => ('answer' in one ? [] : silentOf(one.group, one.reason))),
  ];
  const rest = answered.flatMap(({ group, answer }) => answer.open.flatMap((reason) => silentOf(group, reason)));
  return {
    serviceTimes: settings.profile.from,
    assumptions: [
      ...(answered.length === 0 ? [] : assumptionsOf(settings)),
      ...answered.map(({ answer }) => answer.words),
      ...silent.map(({ pods, reason }) => `${pods} is not predicted: ${reason}.`),
    ],
    rows: answered.flatMap(({ answer }) => answer.rows),
    timeSeries: answered.flatMap(({ answer }) => answer.timeSeries),
    matters: answered.flatMap(({ answer }) => answer.matters),
    alike: answered.flatMap(({ group: { task, others } }) =>
      others.length === 0 ? [] : [{ pods: task.pods, others: [...others] }],
    ),
    unpredicted: [...rest, ...silent].flatMap(({ is, pods, reason }) => (is === 'open' ? [{ pods, reason }] : [])),
  };
}

function silentOf({ task, others }: Group, reason: string): Silent[] {
  return [task.pods, ...others].map((pods) => ({ is: 'open' as const, pods, reason }));
}

function withoutLoad(task: Task): Task {
  if (task.is !== 'simulated') return task;
  const reason = 'neither its load nor how long a request takes is known (--service-times FILE, --scenario FILE)';
  return { is: 'open', pods: task.pods, reason };
}

function assumptionsOf({ profile, effort, pricesAndSlo }: Settings): string[] {
  const runs =
    effort.runs === undefined ? 'as many simulated runs as its numbers need to be clear' : `${effort.runs} simulated runs`;
  return [
    ...profile.words,
    ...podAssumptions(profile),
    `Each prediction is the mean of ${runs}, with the range of 5 to 95 % of single runs; both sides see the same requests. A change is claimed where chance would do as much in 5 % of cases at most, over all numbers of a set of pods. ${MARGIN_WORDS}`,
    `Within the SLO is what is answered after ${pricesAndSlo.slo.p95Ms} ms at most. Percentiles are over all requests: one that is not answered is later than any that is. Cost is of requested CPU and memory.`,
  ];
}
