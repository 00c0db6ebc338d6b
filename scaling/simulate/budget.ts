import { scenarioSeconds, UserError, type Scenario } from '../../contract';
import { phaseRates } from '../../contract/scenario';
import type { SimulationConfig } from './config';

/** More than this takes hours, and the memory of what waits grows with the load. */
const MOST_REQUESTS = 1e9;
/** Measured on one core of a small machine; what it takes depends on the workload. */
const REQUESTS_PER_SECOND = 1e6;

/** Requests of an open-loop scenario, on average. */
export function requestsOf({ phases }: Pick<Scenario, 'phases'>): number {
  return phases.reduce((sum, phase) => {
    const { from, to } = phaseRates(phase);
    return sum + ((from + to) / 2) * phase.seconds;
  }, 0);
}

/**
 * Refuses what would not end.
 *
 * @throws UserError with an estimate of what the runs would take
 */
export function checkBudget({ load }: SimulationConfig, runs: number): void {
  if (load.kind !== 'scenario') return;
  const requests = requestsOf(load.scenario) * runs;
  if (requests <= MOST_REQUESTS) return;
  const hours = requests / REQUESTS_PER_SECOND / 3600;
  throw new UserError({
    where: `scenario of ${scenarioSeconds(load.scenario)} s`,
    problem: `is ${requests.toPrecision(2)} requests in ${runs} runs: about ${hours < 10 ? hours.toFixed(1) : Math.round(hours)} hours on one core.`,
    fix: `Give fewer --seeds, a shorter scenario or less load: ${MOST_REQUESTS.toPrecision(1)} requests in all are simulated at most.`,
    code: 'scenario-wrong',
  });
}
