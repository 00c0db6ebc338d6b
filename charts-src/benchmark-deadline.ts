import { Duration } from 'cdk8s';
import { plannedSeconds, scenarioSeconds, SLOWEST_PACE, type Benchmark, type Scenario } from '../contract';

/** Start of the pod, waiting for its targets, and writing the result. */
const OVERHEAD_SECONDS = 300;
/** An overloaded service may make a benchmark this much longer than planned before something is wrong. */
const PATIENCE = 3;
/** Time after which a benchmark counts as stuck: what it plans to measure, with patience, plus overhead. */
export function benchmarkDeadline(benchmark: Benchmark, scenario: Scenario | null): Duration {
  const load = scenario === null ? 0 : scenarioSeconds(scenario) + scenario.timeoutMs / 1000;
  return Duration.seconds(Math.ceil(OVERHEAD_SECONDS + PATIENCE * plannedSeconds(benchmark, load, SLOWEST_PACE)));
}
