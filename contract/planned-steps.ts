import type { Benchmark } from './job';
import { toolStep, toolTurns } from './load-tools';
import type { ServingBenchmark } from './serving';

export interface PlannedStep {
  readonly name: string;
  readonly seconds: number;
}

/** What a benchmark of each kind does, in order. The rounds of load tools have steps of their own, by `toolStep`. */
export const STEPS = {
  load: { warmup: 'warm-up', main: 'main scenario', saturation: 'saturation', search: 'search of the highest load' },
  queue: { warmup: 'warm-up', burst: 'burst of jobs', paced: 'paced jobs' },
  accuracy: { emails: 'held-out e-mails' },
  autoscaling: { idle: 'watching idle pods', load: 'main scenario', settle: 'watching replicas settle' },
  tools: { warmup: 'warm-up' },
  serving: { warmup: 'warm-up', closed: 'closed loops', open: 'open loops' },
  parity: { texts: 'the same texts to every server' },
  quantization: {
    make: 'making variants',
    validation: 'judging them on validation samples',
    screen: 'speed of a single request',
    matrix: 'speed by batch, threads and length',
    test: 'judging on test samples',
    explain: 'looking into the graphs',
    digits: 'the convolutional model',
  },
} as const satisfies Record<Benchmark['kind'], Readonly<Record<string, string>>>;

/** Assumed speed of a machine. */
interface Pace {
  /** One text through the model, on one core. */
  readonly secondsPerText: number;
  /** Time for arithmetic, over the time on two quick cores. */
  readonly slowdown: number;
}

/** For estimates that people see. */
const USUAL_PACE: Pace = { secondsPerText: 0.045, slowdown: 1 };
/** For when a benchmark counts as stuck: five texts a second is the slowest useful speed. */
export const SLOWEST_PACE: Pace = { secondsPerText: 0.2, slowdown: 3 };

/** Held-out e-mails when a benchmark asks for all of them. */
const HELD_OUT_EMAILS = 1171;
/** Between two turns of a serving benchmark: the last answers come in, pods are checked. */
const TURN_SECONDS = 0.6;
/** What a load tool needs besides its scenario: its start, and the last answers. */
const TOOL_SECONDS = 4;
/** Of two quick cores. */
const QUANTIZATION_SECONDS = {
  quick: { make: 40, validation: 30, screen: 45, matrix: 45, test: 30, explain: 10, digits: 10 },
  full: { make: 120, validation: 400, screen: 150, matrix: 600, test: 500, explain: 20, digits: 60 },
} as const;

/**
 * How long each step of a benchmark takes: for the progress of its Job, the first guess of the time left, and the Job's deadline.
 *
 * @param loadSeconds of its scenario; 0 without one
 */
export function plannedSteps(benchmark: Benchmark, loadSeconds: number, pace: Pace = USUAL_PACE): PlannedStep[] {
  const planned = (names: Readonly<Record<string, string>>, seconds: Readonly<Record<string, number>>): PlannedStep[] =>
    Object.entries(names).map(([id, name]) => ({ name, seconds: seconds[id] ?? 0 }));
  switch (benchmark.kind) {
    case 'load':
      return planned(STEPS.load, {
        warmup: benchmark.warmupSeconds,
        main: loadSeconds,
        saturation: benchmark.saturationSeconds,
        search: benchmark.sloSteps * benchmark.sloStepSeconds,
      });
    case 'queue':
      return planned(STEPS.queue, { burst: benchmark.jobs * pace.secondsPerText, paced: loadSeconds });
    case 'accuracy': {
      const texts = (benchmark.emails ?? HELD_OUT_EMAILS) + (benchmark.parityWith === null ? 0 : benchmark.parityTexts);
      return planned(STEPS.accuracy, { emails: texts * pace.secondsPerText });
    }
    case 'autoscaling':
      return planned(STEPS.autoscaling, {
        idle: benchmark.idleSeconds,
        load: loadSeconds,
        settle: benchmark.settleSeconds,
      });
    case 'tools':
      return [
        ...planned(STEPS.tools, { warmup: benchmark.warmupSeconds }),
        ...toolTurns(benchmark.tools, benchmark.rounds).map(({ tool, round }) => ({
          name: toolStep(tool, round),
          seconds: loadSeconds + TOOL_SECONDS,
        })),
      ];
    case 'serving':
      return planned(STEPS.serving, servingSeconds(benchmark));
    case 'parity':
      return planned(STEPS.parity, { texts: benchmark.texts * (benchmark.servers.length + 1) * pace.secondsPerText });
    case 'quantization':
      return planned(STEPS.quantization, QUANTIZATION_SECONDS[benchmark.mode]).map(({ name, seconds }) => ({
        name,
        seconds: seconds * pace.slowdown,
      }));
  }
}

/** How long a benchmark takes in all. */
export function plannedSeconds(...planned: Parameters<typeof plannedSteps>): number {
  return plannedSteps(...planned).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The limit (the bare loop) has closed-loop turns like each server, and no open-loop ones. */
function servingSeconds(benchmark: ServingBenchmark): Record<keyof typeof STEPS.serving, number> {
  const servers = benchmark.servers.length;
  const opens = benchmark.openShares.length + benchmark.openRps.length;
  return {
    warmup: (servers + 1) * benchmark.warmupSeconds,
    closed: benchmark.concurrencies.length * (servers + 1) * (benchmark.closedSeconds + TURN_SECONDS),
    open: opens * servers * (benchmark.openSeconds + TURN_SECONDS),
  };
}
