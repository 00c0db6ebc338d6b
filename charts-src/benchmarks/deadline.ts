import { Duration } from 'cdk8s';
import {
  quantizationSeconds,
  paritySeconds,
  scenarioSeconds,
  servingSeconds,
  toolsSeconds,
  type Benchmark,
  type Scenario,
} from '../../contract';

/** Start of the pod, waiting for its targets, and writing the result. */
const OVERHEAD_SECONDS = 300;
/** An overloaded service may make a benchmark this much longer than planned before something is wrong. */
const PATIENCE = 3;
/** Slowest useful answer of the model: five texts a second. */
const SECONDS_PER_TEXT = 0.2;
/** Held-out e-mails when a benchmark asks for all of them: no more than the data set has. */
const ALL_EMAILS = 5803;

/** Time after which a benchmark counts as stuck: what it plans to measure, with patience, plus overhead. */
export function benchmarkDeadline(benchmark: Benchmark, scenario: Scenario | null): Duration {
  const load = scenario === null ? 0 : scenarioSeconds(scenario) + scenario.timeoutMs / 1000;
  return Duration.seconds(Math.ceil(OVERHEAD_SECONDS + PATIENCE * (load + beyondScenario(benchmark, load))));
}

/** Planned seconds besides the scenario, which takes `load` seconds. */
function beyondScenario(benchmark: Benchmark, load: number): number {
  switch (benchmark.kind) {
    case 'load':
      return benchmark.warmupSeconds + benchmark.saturationSeconds + benchmark.sloSteps * benchmark.sloStepSeconds;
    case 'queue':
      return benchmark.jobs * SECONDS_PER_TEXT;
    case 'accuracy':
      return ((benchmark.emails ?? ALL_EMAILS) + (benchmark.parityWith === null ? 0 : benchmark.parityTexts)) * SECONDS_PER_TEXT;
    case 'autoscaling':
      return benchmark.idleSeconds + benchmark.settleSeconds;
    case 'tools':
      return toolsSeconds(benchmark, load);
    case 'serving':
      return servingSeconds(benchmark);
    case 'parity':
      return paritySeconds(benchmark);
    case 'quantization':
      // Planned for two quick cores; most of it is arithmetic, which a small machine does three times as slowly.
      return 3 * quantizationSeconds(benchmark);
  }
}
