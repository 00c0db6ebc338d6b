import { Duration } from 'cdk8s';
import { plannedSeconds, scenarioSeconds, SLOWEST_PACE, type Benchmark, type JobInput } from '../../contract';

interface KindOfBenchmark {
  /** Reads on with the name of the target: `Load on` + `fastapi`. */
  readonly title: string;
  /** App that runs it: most in the common image, some beside programs of their own. */
  readonly program: 'benchmarks' | 'load-tools' | 'quantization';
}

/** What a Job needs to know about each kind of benchmark. */
const KINDS: Readonly<Record<Benchmark['kind'], KindOfBenchmark>> = {
  load: { title: 'Load on', program: 'benchmarks' },
  queue: { title: 'Throughput of', program: 'benchmarks' },
  accuracy: { title: 'Accuracy of', program: 'benchmarks' },
  autoscaling: { title: 'Autoscaling of', program: 'benchmarks' },
  tools: { title: 'Load tools on', program: 'load-tools' },
  serving: { title: 'Servers of one model, compared with', program: 'benchmarks' },
  parity: { title: 'Same answers as', program: 'benchmarks' },
  quantization: { title: 'Quantization, measured in the runtime of', program: 'quantization' },
};

export function kindOf({ kind }: Benchmark): KindOfBenchmark {
  return KINDS[kind];
}

/** Start of the pod, waiting for its targets, and writing the result. */
const OVERHEAD_SECONDS = 300;
/** A benchmark of an overloaded service may take this many times as long as planned. */
const PATIENCE = 3;

/** Where services take turns: until one is up, and the one before it gone. */
const TURN_SECONDS = 240;

/** Time after which a benchmark counts as stuck: its planned length times the patience, plus overhead. */
export function benchmarkDeadline({
  benchmark,
  scenario,
  targets,
  turns,
}: Pick<JobInput, 'benchmark' | 'scenario' | 'targets' | 'turns'>): Duration {
  const load = scenario === null ? 0 : scenarioSeconds(scenario) + scenario.timeoutMs / 1000;
  const turnSeconds = turns === undefined ? 0 : TURN_SECONDS * Object.keys(targets).length;
  return Duration.seconds(Math.ceil(OVERHEAD_SECONDS + turnSeconds + PATIENCE * plannedSeconds(benchmark, load, SLOWEST_PACE)));
}
