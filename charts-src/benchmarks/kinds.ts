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

type Kind = Benchmark['kind'];
type Of<K extends Kind> = Extract<Benchmark, { kind: K }>;

interface KindOfBenchmark<K extends Kind> {
  /** Reads on with the name of the target: `Load on` + `fastapi`. */
  readonly title: string;
  /** App that runs it: most in the common image, some beside programs of their own. */
  readonly program: 'benchmarks' | 'load-tools' | 'quantization';
  /** Planned seconds besides the scenario, which takes `load` seconds. */
  readonly beyondScenario: (benchmark: Of<K>, load: number) => number;
}

/** Slowest useful answer of the model: five texts a second. */
const SECONDS_PER_TEXT = 0.2;
/** Held-out e-mails when a benchmark asks for all of them: no more than the data set has. */
const ALL_EMAILS = 5803;

/** What a Job has to know of each kind of benchmark. */
const KINDS: { readonly [K in Kind]: KindOfBenchmark<K> } = {
  load: {
    title: 'Load on',
    program: 'benchmarks',
    beyondScenario: (one) => one.warmupSeconds + one.saturationSeconds + one.sloSteps * one.sloStepSeconds,
  },
  queue: { title: 'Throughput of', program: 'benchmarks', beyondScenario: ({ jobs }) => jobs * SECONDS_PER_TEXT },
  accuracy: {
    title: 'Accuracy of',
    program: 'benchmarks',
    beyondScenario: ({ emails, parityWith, parityTexts }) =>
      ((emails ?? ALL_EMAILS) + (parityWith === null ? 0 : parityTexts)) * SECONDS_PER_TEXT,
  },
  autoscaling: {
    title: 'Autoscaling of',
    program: 'benchmarks',
    beyondScenario: ({ idleSeconds, settleSeconds }) => idleSeconds + settleSeconds,
  },
  tools: { title: 'Load tools on', program: 'load-tools', beyondScenario: toolsSeconds },
  serving: { title: 'Servers of one model, compared with', program: 'benchmarks', beyondScenario: servingSeconds },
  parity: { title: 'Same answers as', program: 'benchmarks', beyondScenario: paritySeconds },
  quantization: {
    title: 'Quantization, measured in the runtime of',
    program: 'quantization',
    // Planned for two quick cores; most of it is arithmetic, which a small machine does three times as slowly.
    beyondScenario: (one) => 3 * quantizationSeconds(one),
  },
};

/** The kind of a benchmark, with functions that take any of them. */
export function kindOf({ kind }: Benchmark): KindOfBenchmark<Kind> {
  return KINDS[kind] as KindOfBenchmark<Kind>;
}

/** Start of the pod, waiting for its targets, and writing the result. */
const OVERHEAD_SECONDS = 300;
/** An overloaded service may make a benchmark this much longer than planned before something is wrong. */
const PATIENCE = 3;

/** Time after which a benchmark counts as stuck: what it plans to measure, with patience, plus overhead. */
export function benchmarkDeadline(benchmark: Benchmark, scenario: Scenario | null): Duration {
  const load = scenario === null ? 0 : scenarioSeconds(scenario) + scenario.timeoutMs / 1000;
  return Duration.seconds(Math.ceil(OVERHEAD_SECONDS + PATIENCE * (load + kindOf(benchmark).beyondScenario(benchmark, load))));
}
