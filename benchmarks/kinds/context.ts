import type { BenchmarkOf, Benchmark, JobInput, Target } from '../../contract/job';
import type { BenchmarkResult, Check } from '../../contract/result';
import type { Scenario } from '../../contract/scenario';
import { UserError } from '../../contract/user-error';
import type { Clock, Sleep } from '../clock';
import type { PredictAnswer } from '../load/predict';
import type { Generators } from '../generators/generators';
import type { Email } from '../mail/email';
import type { PodLister } from '../observe/observer';
import type { Progress } from '../progress';
import type { Turns } from '../turns/turns';

/** The inputs of a benchmark. */
export interface Context<Kind extends Benchmark['kind'] = Benchmark['kind']> {
  readonly input: JobInput;
  readonly benchmark: BenchmarkOf<Kind>;
  readonly target: Target;
  readonly now: Clock;
  readonly sleep: Sleep;
  /** Undefined where pods cannot be listed. */
  readonly pods: PodLister | undefined;
  /** Held-out e-mails in their fixed order; null = all. */
  readonly emails: (count: number | null) => Email[];
  readonly progress: Progress;
  /** Its services are up, but for a kind that is in `ONE_BY_ONE`: that asks for each. */
  readonly turns: Turns;
  readonly generators: Generators;
  /** How long to wait until a service is ready, milliseconds. After that it gets its load anyway. */
  readonly readyLimitMs: number;
}

/** The outcome of a benchmark of any kind; run.ts adds the common parts. */
export type Measured = Pick<BenchmarkResult, 'metrics' | 'curves' | 'errors' | 'howMade'> &
  Partial<Pick<BenchmarkResult, 'marks' | 'intervals' | 'series' | 'histograms' | 'rows'>> & {
    readonly checks: Check[];
    /** The model that answered; undefined when nothing did. */
    readonly model: PredictAnswer['model'] | undefined;
    /** A title with the finding. @default - the Job's title */
    readonly title?: string;
    /**
     * The checks judge the throttling of what was measured. The run as a whole, heavy preparations included, then gets no mark for it.
     * @default - the whole run was measurement
     */
    readonly checksThrottling?: true;
  };

/** How a kind of benchmark is run; its steps are those of `plannedSteps`. */
export type Kind<Name extends Benchmark['kind']> = (context: Context<Name>) => Promise<Measured>;

/** @throws UserError when the Job's input names a service that it does not describe */
export function targetOf(input: JobInput, service: string): Target {
  const target = input.targets[service];
  if (target === undefined)
    throw new UserError({
      where: `benchmark ${input.name}, targets`,
      problem: `has no ${service}`,
      fix: `There are: ${Object.keys(input.targets).join(', ') || 'none'}.`,
      code: 'job-input-wrong',
    });
  return target;
}

/** @throws UserError when there is none */
export function scenarioOf(input: JobInput): Scenario {
  if (input.scenario === null)
    throw new UserError({ where: `benchmark ${input.name}, scenario`, problem: 'is missing', code: 'job-input-wrong' });
  return input.scenario;
}

/** @throws UserError for a closed loop, where the benchmark's numbers would mean nothing */
export function openScenarioOf(input: JobInput): Scenario {
  const scenario = scenarioOf(input);
  if (scenario.concurrency !== undefined)
    throw new UserError({
      where: `benchmark ${input.name}, scenario.concurrency`,
      problem: `a closed loop cannot be used for a ${input.benchmark.kind} benchmark: its load falls as soon as the service slows`,
      fix: 'Give each phase rps, or from and to, and leave out concurrency.',
      code: 'scenario-wrong',
    });
  return scenario;
}
