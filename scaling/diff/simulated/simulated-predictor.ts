import type { Scenario } from '../../../contract';
import { DEFAULT_KUBERNETES_VERSION } from '../../hpa';
import { seenPods, type CountedPods, type Manifest, type Manifests, type ScaledPods } from '../../manifests';
import { completeDeployment } from '../../rollout';
import type { SimulationConfig, Threads } from '../../simulate';
import { pairSides, pairTitle } from '../pair-sides';
import type { Predictor } from '../predictor';
import type { PredictedTimeSeries, PredictionRow, Predictions } from '../schema';
import { describeAll, type Described } from '../settings';
import { DEFAULT_PRICES_AND_SLO, type PricesAndSlo } from '../prices-and-slo';
import { cronStart } from './cron-start';
import { defaultScenarios, type DefaultLoad, type NamedScenario } from './default-scenarios';
import { deployAtPeak, type DeployScenario } from './deploy-scenario';
import { pairedRuns, type PairedRuns } from './paired-runs';
import { podAssumptions, podRps } from './pod-model';
import type { Profile } from './profile';
import { sideModelOf, type SideModel } from './side-model';
import { whyNoRequests } from './traffic';

export const DEFAULT_SEEDS = 30;
/** A diff that changes more says which ones were left out. */
const MOST_PREDICTED = 5;

export interface SimulatedPredictorOptions {
  /**
   * `by-capacity`: a step, a spike and a day as large as the base side of each workload can take. `unknown`: nobody knows the load,
   * so nothing is simulated; what would have to be is named.
   */
  readonly scenarios: readonly NamedScenario[] | 'by-capacity' | 'unknown';
  readonly profile: Profile;
  /** How many runs of each side. */
  readonly seeds?: number;
  readonly threads: Threads;
  readonly pricesAndSlo?: PricesAndSlo;
  readonly kubernetesVersion?: string;
}

interface Settings extends Required<Omit<SimulatedPredictorOptions, 'scenarios' | 'profile'>> {
  readonly scenarios: SimulatedPredictorOptions['scenarios'];
  readonly profile: Profile;
}

/** A set of pods whose model differs, or why it is not predicted; `is: open` where that leaves a question. */
type Task = { readonly pods: string } & (
  | { readonly is: 'simulated'; readonly base: SideModel; readonly head: SideModel; readonly capacity: ScaledPods }
  | { readonly is: 'open' | 'settled'; readonly reason: string }
);
type Simulated = Extract<Task, { is: 'simulated' }>;

/** Predicts by simulating both sides of every set of pods that scales differently; runs nothing when none does. */
export function simulatedPredictor(options: SimulatedPredictorOptions): Predictor {
  const settings: Settings = {
    seeds: DEFAULT_SEEDS,
    pricesAndSlo: DEFAULT_PRICES_AND_SLO,
    kubernetesVersion: DEFAULT_KUBERNETES_VERSION,
    ...options,
  };
  return { predict: (base, head) => predictAll(tasksOf(base, head, settings), settings) };
}

async function predictAll(all: readonly Task[], settings: Settings): Promise<Predictions> {
  const tasks = settings.scenarios === 'unknown' ? all.map(withoutLoad) : atMost(MOST_PREDICTED, all);
  const answers: Answer[] = [];
  const open: Predictions['unpredicted'][number][] = [];
  for (const task of tasks) {
    if (task.is !== 'simulated') continue;
    const answer = await predictOne(task, settings);
    answers.push(answer);
    if (answer.open !== undefined) open.push({ pods: task.pods, reason: answer.open });
  }
  const silent = tasks.flatMap((task) => (task.is === 'simulated' ? [] : [task]));
  return {
    serviceTimes: settings.profile.from,
    assumptions: [
      ...(answers.length === 0 ? [] : assumptionsOf(settings)),
      ...answers.map(({ words }) => words),
      ...silent.map(({ pods, reason }) => `${pods} is not predicted: ${reason}.`),
    ],
    rows: answers.flatMap(({ rows }) => rows),
    timeSeries: answers.flatMap(({ timeSeries }) => timeSeries),
    unpredicted: [...open, ...silent.flatMap(({ is, pods, reason }) => (is === 'open' ? [{ pods, reason }] : []))],
  };
}

function withoutLoad(task: Task): Task {
  if (task.is !== 'simulated') return task;
  const reason = 'neither its load nor how long a request takes is known (--service-times FILE, --scenario FILE)';
  return { is: 'open', pods: task.pods, reason };
}

/** Marks the others as left out. */
function atMost(count: number, tasks: readonly Task[]): Task[] {
  let simulated = 0;
  return tasks.map((task) => {
    if (task.is !== 'simulated' || ++simulated <= count) return task;
    return { is: 'open', pods: task.pods, reason: `only ${count} are, one diff at a time` };
  });
}

interface Answer {
  readonly rows: readonly PredictionRow[];
  readonly timeSeries: readonly PredictedTimeSeries[];
  readonly words: string;
  /** Why a change of how the Deployment rolls is not predicted. */
  readonly open: string | undefined;
}

async function predictOne(task: Simulated, settings: Settings): Promise<Answer> {
  const { pods, base, head } = task;
  const { scenarios, words } = loadFor(task, settings.scenarios);
  const { pricesAndSlo, threads } = settings;
  const seeds = Array.from({ length: settings.seeds }, (_, index) => index + 1);
  const deploy = base.deployment === undefined || head.deployment === undefined ? undefined : deployAtPeak(scenarios);
  const isDeploySimulated = deploy !== undefined && typeof deploy !== 'string';
  const wanted: readonly (NamedScenario | DeployScenario)[] = [
    // Between deploys, how they roll makes no difference.
    ...(modelText(base) === modelText(head) ? [] : scenarios),
    ...(isDeploySimulated ? [deploy] : []),
  ];
  const compared: PairedRuns[] = [];
  for (const { name, scenario, ...rest } of wanted) {
    const config = (side: SideModel): SimulationConfig => ({
      workload: side.workload,
      autoscaler: side.autoscaler,
      load: { kind: 'scenario', scenario: patienceOf(side, scenario) },
      ...pricesAndSlo,
      ...('deploys' in rest ? deployOf(side, rest) : {}),
    });
    compared.push(await pairedRuns({ pods, scenario: name }, config(base), config(head), { seeds, threads }));
  }
  const waits = [...new Set(scenarios.map(({ scenario }) => scenario.timeoutMs / 1000))].join(' or ');
  const clients =
    head.work === 'jobs' ? 'nobody gives up waiting for a job' : `a client gives up after ${waits} s and does not retry`;
  const rolls = deploy === undefined ? '' : isDeploySimulated ? `; ${deploy.words}` : `; no deploy at peak: ${deploy}`;
  const metrics = [...new Set([...base.words, ...head.words])].map((one) => `; ${one}`).join('');
  return {
    rows: compared.flatMap(({ rows }) => rows),
    timeSeries: compared.map(({ timeSeries }) => timeSeries),
    words: `${pods}: ${words}; ${clients}${rolls}${metrics}.`,
    open: typeof deploy === 'string' && deploymentText(base) !== deploymentText(head) ? deploy : undefined,
  };
}

function deployOf(
  { deployment }: SideModel,
  { deploys, measureFromSeconds }: Pick<DeployScenario, 'deploys' | 'measureFromSeconds'>,
): Pick<SimulationConfig, 'deployment' | 'deploys' | 'measureFromSeconds'> {
  return { ...(deployment && { deployment }), deploys, measureFromSeconds };
}

/** A job stays in its queue however long it takes: ten minutes is the longest that a scenario lets a client wait. */
const JOB_TIMEOUT_MS = 600_000;

function patienceOf({ work }: SideModel, scenario: Scenario): Scenario {
  return work === 'jobs' ? { ...scenario, timeoutMs: JOB_TIMEOUT_MS } : scenario;
}

function loadFor({ base, capacity: { minPods, maxPods } }: Simulated, scenarios: Settings['scenarios']): DefaultLoad {
  if (typeof scenarios === 'string') return defaultScenarios({ minPods, maxPods, podRps: podRps(base.workload) });
  return { scenarios, words: `load as in ${scenarios.map(({ name }) => name).join(', ')}` };
}

/** Sets of pods whose scaling differs. */
function tasksOf(base: Manifests, head: Manifests, { profile, kubernetesVersion }: Settings): Task[] {
  const [before, after] = [describeAll(base), describeAll(head)];
  return pairSides(base, head).pods.flatMap((pair): Task[] => {
    const pods = pairTitle(pair);
    if (pair.base === undefined || pair.head === undefined) {
      const what = pair.base === undefined ? 'new' : 'gone';
      return [{ is: 'settled', pods, reason: `it is ${what}, so that there is nothing to compare with` }];
    }
    const isSame = settingsText(pair.base, before) === settingsText(pair.head, after);
    const [one, other] = [seenPods(pair.base), seenPods(pair.head)];
    if (one === undefined || other === undefined)
      return isSame ? [] : [{ is: 'open', pods, reason: 'its pods are not in these manifests' }];
    const is = endsByItself(other) ? 'settled' : 'open';
    const moment = cronStart(one, other);
    const baseModel = sideModelOf(one, base, profile, kubernetesVersion, moment);
    const headModel = sideModelOf(other, head, profile, kubernetesVersion, moment);
    if (typeof baseModel === 'string') return isSame ? [] : [{ is, pods, reason: baseModel }];
    if (typeof headModel === 'string') return isSame ? [] : [{ is, pods, reason: headModel }];
    const reason = whyNoRequests(headModel, other, head);
    if (reason !== undefined && !isSame) return [{ is: 'open', pods, reason }];
    if (modelText(baseModel) !== modelText(headModel) || deploymentText(baseModel) !== deploymentText(headModel))
      return [{ is: 'simulated', pods, base: baseModel, head: headModel, capacity: one }];
    return isSame ? [] : [{ is: 'settled', pods, reason: 'its changes make no difference to the simulation' }];
  });
}

function endsByItself({ maker }: ScaledPods): boolean {
  return maker.kind === 'Job' || maker.kind === 'CronJob';
}

/** The scaling settings of the object that makes the pods and of the one that sets their number. */
function settingsText({ maker, scaler }: CountedPods, described: readonly Described[]): string {
  const settingsOf = (manifest: Manifest): Described['settings'] | undefined =>
    described.find((one) => one.manifest === manifest)?.settings;
  return JSON.stringify([settingsOf(maker), settingsOf(scaler)]);
}

/** Which object an HPA names makes no difference to what it does. */
function modelText({ workload, autoscaler }: SideModel): string {
  return JSON.stringify([workload, autoscaler], (key, value: unknown) => (key === 'scaleTargetRef' ? undefined : value));
}

function deploymentText({ deployment }: SideModel): string {
  return JSON.stringify(deployment && completeDeployment(deployment));
}

function assumptionsOf({ profile, seeds, pricesAndSlo }: Settings): string[] {
  return [
    ...profile.words,
    ...podAssumptions(profile),
    `Each prediction is the median of ${seeds} simulated runs, with what 5 to 95 % of them say; both sides see the same requests. A change whose range holds zero is not material.`,
    `Percentiles are of answered requests only: where errors change, the SLO misses (answers after ${pricesAndSlo.slo.p95Ms} ms, and failures) tell more. Cost is of requested CPU and memory.`,
  ];
}
