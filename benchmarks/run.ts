import type { Benchmark, JobInput, Target } from '../contract/job';
import { plannedSteps } from '../contract/planned-steps';
import { RESULT_SCHEMA, type BenchmarkResult, type Environment, type Mark } from '../contract/result';
import { scenarioSeconds } from '../contract/scenario';
import { clockFrom, type Sleep } from './clock';
import { captureEnvironment, type Captured } from './environment/capture';
import { alone, type Generators } from './generators/generators';
import { KINDS } from './kinds';
import { targetOf, type Kind, type Measured } from './kinds/context';
import type { Timing } from './load/open-loop';
import type { Email } from './mail/email';
import type { PodLister } from './observe/observer';
import { Progress } from './progress';
import { TOGETHER, type Turns } from './turns/turns';

/** The machine that a benchmark runs on. */
export interface BenchmarkHost {
  readonly engine: Environment['engine'];
  readonly monotonicMs: () => number;
  readonly wallClock: () => Date;
  readonly sleep: Sleep;
  readonly pods: PodLister | undefined;
  readonly emails: (count: number | null) => Email[];
  readonly print: (line: string) => void;
  /** @default TOGETHER */
  readonly turns?: Turns;
  /** Who sends the load. @default this pod alone */
  readonly generators?: (timing: Timing) => Generators;
  /** Starts to watch the machine; the result is called at the end of the run. */
  readonly captureEnvironment?: () => () => Captured;
  /** How long a service may take to be ready, milliseconds. */
  readonly readyLimitMs?: number;
}

const READY_LIMIT_MS = 30_000;

/**
 * Runs one benchmark to its result. A service that fails gives a result with errors and a failed verdict; only wrong input
 * throws (UserError).
 */
export async function runBenchmark(input: JobInput, host: BenchmarkHost): Promise<BenchmarkResult> {
  const startedAt = host.wallClock();
  const now = clockFrom(host.monotonicMs(), host.monotonicMs);
  const finishCapture = (host.captureEnvironment ?? (() => captureEnvironment(host.engine)))();
  // A kind only gets benchmarks of its own name.
  const run = KINDS[input.benchmark.kind] as Kind<Benchmark['kind']>;
  const target = targetOf(input, input.benchmark.target);
  const { benchmark, scenario } = input;
  const steps = plannedSteps(benchmark, scenario === null ? 0 : scenarioSeconds(scenario));
  const generators = (host.generators ?? alone)({ now, sleep: host.sleep });
  const measured = await run({
    input,
    benchmark,
    target,
    now,
    sleep: host.sleep,
    pods: host.pods,
    emails: host.emails,
    progress: new Progress(steps, host.print, now),
    turns: host.turns ?? TOGETHER,
    generators,
    readyLimitMs: host.readyLimitMs ?? READY_LIMIT_MS,
  }).finally(() => generators.end());
  const captured = finishCapture();
  return {
    schema: RESULT_SCHEMA,
    kind: input.benchmark.kind,
    name: input.name,
    title: measured.title ?? input.title,
    startedAt: startedAt.toISOString(),
    durationSeconds: now() / 1000,
    subject: {
      service: input.benchmark.target,
      modelSha256: measured.model?.sha256 ?? null,
      modelVariant: measured.model?.variant ?? null,
      image: target.image,
      configHash: input.configHash,
      ...scalingOf(target),
    },
    environment: captured.environment,
    marks: marksOf(measured, captured.marks),
    scenario: input.scenario,
    slo: input.slo,
    metrics: measured.metrics,
    intervals: measured.intervals ?? {},
    series: measured.series ?? {},
    ...(measured.curves === undefined ? {} : { curves: measured.curves }),
    histograms: measured.histograms ?? {},
    rows: measured.rows ?? [],
    errors: measured.errors,
    howMade: measured.howMade,
    verdict: { pass: measured.checks.every((one) => one.pass), checks: measured.checks },
  };
}

/** Marks of the benchmark itself, and those of the machine that say something about what it measured. */
export function marksOf(
  { marks = [], checksThrottling }: Pick<Measured, 'marks' | 'checksThrottling'>,
  captured: readonly Mark[],
): Mark[] {
  return [...marks, ...captured.filter(({ mark }) => !(mark === 'throttled' && checksThrottling === true))];
}

/** The set-up of the run, for comparison with other runs. */
function scalingOf({ autoscaling, cpuRequestMillis, cpuLimitMillis }: Target): Pick<BenchmarkResult['subject'], 'scaling'> {
  return autoscaling === undefined ? {} : { scaling: { autoscaling, cpuRequestMillis, cpuLimitMillis } };
}
