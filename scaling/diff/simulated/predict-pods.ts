import { scenarioSeconds, type Scenario } from '../../../contract';
import { checkBudget, requestsOf, type SimulationConfig, type Threads } from '../../simulate';
import type { PricesAndSlo } from '../prices-and-slo';
import { partingOf, type Parting } from '../load';
import type { LoadThatMatters, PredictedTimeSeries, PredictionRow } from '../schema';
import { defaultScenarios, fullRps, lowRps, type DefaultLoad, type LoadCapacity, type NamedScenario } from './default-scenarios';
import { deployAtPeak, type DeployScenario } from './deploy-scenario';
import { isOver, looksOf, type Effort } from './effort';
import { searchLoad } from './load-search';
import { TESTED_METRICS } from './paired-metrics';
import { pairedRuns, type PairedRuns } from './paired-runs';
import { podRps } from './pod-model';
import { derivedSeeds } from './seeds';
import type { SideModel } from './side-model';
import { deploymentText, modelText, type Simulated } from './tasks';

export interface PodSettings {
  readonly scenarios: readonly NamedScenario[] | 'by-capacity' | 'unknown';
  readonly effort: Effort;
  readonly threads: Threads;
  readonly pricesAndSlo: PricesAndSlo;
  readonly kubernetesVersion: string;
}

export interface Answer {
  readonly rows: readonly PredictionRow[];
  readonly timeSeries: readonly PredictedTimeSeries[];
  /** Nothing where the load is given. */
  readonly matters: readonly LoadThatMatters[];
  readonly words: string;
  /** What else is not predicted, and why: loads, or how the Deployment rolls. */
  readonly open: readonly string[];
}

/**
 * One set of pods under every load, or why there is no answer.
 *
 * @param groups that share the effort
 */
export async function predictPods(
  task: Simulated,
  settings: PodSettings,
  groups: number,
): Promise<{ answer: Answer } | { reason: string }> {
  const { pods, base, head } = task;
  const { scenarios, words } = loadFor(task, settings.scenarios);
  const deploy = base.deployment === undefined || head.deployment === undefined ? undefined : deployAtPeak(scenarios);
  const isDeploySimulated = deploy !== undefined && typeof deploy !== 'string';
  const wanted: readonly (NamedScenario | DeployScenario)[] = [
    // Between deploys, how they roll makes no difference.
    ...(modelText(base) === modelText(head) ? [] : scenarios),
    ...(isDeploySimulated ? [deploy] : []),
  ];
  // First, because it says more than any load that is made up.
  const matters =
    settings.scenarios === 'by-capacity' && modelText(base) !== modelText(head) ? [await loadThatMatters(task, settings)] : [];
  const compared: PairedRuns[] = [];
  const left: string[] = [];
  for (const load of wanted) {
    const outcome = await predictLoad(task, load, { settings, loads: wanted.length, groups });
    if (typeof outcome === 'string') left.push(`under ${load.name}: ${outcome}`);
    else compared.push(outcome);
  }
  if (compared.length === 0 && left[0] !== undefined && matters.every(({ triedRps }) => triedRps === 0))
    return { reason: left[0] };
  const waits = [...new Set(scenarios.map(({ scenario }) => patienceOf(head, scenario).timeoutMs / 1000))].join(' or ');
  const { count: retries } = head.workload.retries;
  const tries = retries === 0 ? 'does not retry' : `tries up to ${retries} more times`;
  const clients = head.work === 'jobs' ? 'nobody gives up waiting for a job' : `a client gives up after ${waits} s and ${tries}`;
  const rolls = deploy === undefined ? '' : isDeploySimulated ? `; ${deploy.words}` : `; no deploy at peak: ${deploy}`;
  const metrics = [...new Set([...base.words, ...head.words])].map((one) => `; ${one}`).join('');
  return {
    answer: {
      rows: compared.flatMap(({ rows }) => rows),
      timeSeries: compared.map(({ timeSeries }) => timeSeries),
      matters,
      words: `${pods}: ${words}; ${clients}${rolls}${metrics}.`,
      open: [...(typeof deploy === 'string' && deploymentText(base) !== deploymentText(head) ? [deploy] : []), ...left],
    },
  };
}

interface Share {
  readonly settings: PodSettings;
  /** Of the same set of pods. */
  readonly loads: number;
  readonly groups: number;
}

/** What both sides do under one load, or why that is not predicted. */
async function predictLoad(
  { pods, base, head }: Simulated,
  load: NamedScenario | DeployScenario,
  { settings, loads, groups }: Share,
): Promise<PairedRuns | string> {
  const { effort, threads } = settings;
  if (isOver(effort)) return OUT_OF_TIME;
  const [before, after] = [configOf(base, load, settings), configOf(head, load, settings)];
  const looks = looksOf(before, effort, groups * loads);
  if (looks === undefined) return tooLarge(load.scenario);
  const most = looks.at(-1) ?? 0;
  checkBudget(before, most);
  return pairedRuns({ pods, scenario: load.name }, before, after, {
    seeds: derivedSeeds(JSON.stringify([modelText(base), before.load]), most),
    looks,
    tests: TESTED_METRICS * loads * looks.length,
    threads,
    effort,
  });
}

const OUT_OF_TIME = 'the time for predictions was over (--predict-for)';

function tooLarge(scenario: Scenario): string {
  const rps = Number((requestsOf(scenario) / scenarioSeconds(scenario)).toPrecision(2));
  return `about ${rps} requests/s are more than can be simulated in time: give a shorter --scenario, or fewer --seeds`;
}

function configOf(side: SideModel, load: NamedScenario | DeployScenario, { pricesAndSlo }: PodSettings): SimulationConfig {
  return {
    workload: side.workload,
    autoscaler: side.autoscaler,
    load: { kind: 'scenario', scenario: patienceOf(side, load.scenario) },
    ...pricesAndSlo,
    ...('deploys' in load ? deployOf(side, load) : {}),
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

function patienceOf({ work, timeoutMs }: SideModel, scenario: Scenario): Scenario {
  if (work === 'jobs') return { ...scenario, timeoutMs: JOB_TIMEOUT_MS };
  return timeoutMs === undefined ? scenario : { ...scenario, timeoutMs };
}

function loadFor(task: Simulated, scenarios: PodSettings['scenarios']): DefaultLoad {
  if (typeof scenarios === 'string') return defaultScenarios(capacityOf(task, 'base'));
  return { scenarios, words: `load as in ${scenarios.map(({ name }) => name).join(', ')}` };
}

function capacityOf(task: Simulated, side: 'base' | 'head'): LoadCapacity {
  const { minPods, maxPods } = task.capacity[side];
  return { minPods, maxPods, podRps: podRps(task[side].workload) };
}

/** From which load on the change is about anything: by the settings for pods, by simulation for users. */
async function loadThatMatters(task: Simulated, settings: PodSettings): Promise<LoadThatMatters> {
  const { pods, base, head, pair } = task;
  const [before, after] = [capacityOf(task, 'base'), capacityOf(task, 'head')];
  const found = await searchLoad({
    lowRps: Math.min(lowRps(before), lowRps(after)),
    highRps: Math.max(fullRps(before), fullRps(after)),
    configs: (scenario) => ({
      base: configOf(base, { name: 'search', scenario }, settings),
      head: configOf(head, { name: 'search', scenario }, settings),
    }),
    about: modelText(base),
    threads: settings.threads,
    effort: settings.effort,
  });
  const parting = partingOf(pair, settings.kubernetesVersion);
  return { pods, podsFromRps: parting && requestsAt(parting, base.workload.cpuMsPerRequest), ...found };
}

/** Requests per second at which an autoscaler sees a load; null where that does not follow. */
function requestsAt({ by, fromMilli }: Parting, cpuMsPerRequest: number): number | null {
  // A thousandth of a core is a millisecond of CPU in a second.
  if (by === 'cpu') return cpuMsPerRequest > 0 ? Number((fromMilli / cpuMsPerRequest).toPrecision(2)) : null;
  return by === 'rps' ? fromMilli / 1000 : null;
}
