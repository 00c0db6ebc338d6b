import { ScenarioArrivals } from '../../contract/arrivals';
import type { Scenario } from '../../contract/scenario';
import { UserError } from '../../contract/user-error';

/** The whole schedule and every outcome are held in memory; this many take about 200 MB. */
const MAX_ARRIVALS = 5_000_000;

/**
 * Intended send times of an open-loop scenario, milliseconds from its start, ascending. The same scenario gives the same times.
 *
 * @throws UserError when the scenario offers more requests than one generator can hold
 */
export function arrivals(scenario: Scenario): Float64Array {
  const process = new ScenarioArrivals(scenario, scenario.seed);
  if (process.expected > MAX_ARRIVALS)
    throw new UserError({
      where: 'scenario',
      problem: `offers about ${Math.round(process.expected)} requests; one load generator sends at most ${MAX_ARRIVALS}`,
      fix: 'Lower rps or shorten the phases.',
      code: 'scenario-wrong',
    });
  const times: number[] = [];
  while (process.nextMs !== Infinity) {
    times.push(process.nextMs);
    process.advance();
  }
  return Float64Array.from(times);
}
