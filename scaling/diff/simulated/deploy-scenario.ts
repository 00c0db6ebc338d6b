import { phaseRates, type Scenario } from '../../../contract';
import { requestsOf, type Deploy } from '../../simulate';
import { DEPLOY_AT_PEAK } from '../predictor';
import type { NamedScenario } from './default-scenarios';

/** Until the deploy: longer than an autoscaler takes to find its count. */
const SETTLING_SECONDS = 300;
/** From the deploy on: what is measured. */
const MEASURED_SECONDS = 300;
/** Never too many; and no more than this much beyond the largest scenario. */
const MOST_REQUESTS = 120_000;
const BEYOND_SCENARIO = 1.5;

/** Load that stays at its peak while a new pod template is applied. */
export interface DeployScenario extends NamedScenario {
  readonly deploys: readonly Deploy[];
  readonly measureFromSeconds: number;
  readonly words: string;
}

/** A deploy at the highest load of these scenarios, or in words why it cannot be simulated. */
export function deployAtPeak(scenarios: readonly NamedScenario[]): DeployScenario | string {
  const [highest] = [...scenarios].sort((one, other) => peakRps(other.scenario) - peakRps(one.scenario));
  if (highest === undefined) return 'there is no load';
  const { scenario } = highest;
  const seconds = SETTLING_SECONDS + MEASURED_SECONDS;
  const rps = peakRps(scenario);
  const isClosed = scenario.concurrency !== undefined;
  const mostRequests = Math.max(MOST_REQUESTS, ...scenarios.map((one) => BEYOND_SCENARIO * requestsOf(one.scenario)));
  if (!isClosed && rps * seconds > mostRequests)
    return `${seconds} s at ${Number(rps.toPrecision(3))} requests per second take too long to simulate`;
  const phase = isClosed ? { seconds } : { seconds, rps };
  const load = isClosed ? `${scenario.concurrency} clients` : `${Number(rps.toPrecision(3))} requests per second`;
  return {
    name: DEPLOY_AT_PEAK,
    scenario: { ...scenario, phases: [phase] },
    deploys: [{ atSeconds: SETTLING_SECONDS }],
    measureFromSeconds: SETTLING_SECONDS,
    words: `"${DEPLOY_AT_PEAK}" holds the peak (${load}), applies a new pod template after ${SETTLING_SECONDS} s and counts the requests of the ${MEASURED_SECONDS} s from then on`,
  };
}

/** 0 for a closed loop. */
function peakRps({ phases }: Scenario): number {
  return Math.max(...phases.map(phaseRates).flatMap(({ from, to }) => [from, to]));
}
