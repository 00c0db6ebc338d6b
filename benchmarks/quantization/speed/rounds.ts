import { throttlingBetween, type Throttling } from '../../environment/cgroup';
import type { CallShape, Plan } from '../plan';
import type { InputSpec } from './messages';
import { measureRounds, type Measure, type Observation, type Subject } from './measure';

export interface RoundsOptions {
  readonly inputs: readonly InputSpec[];
  readonly plan: Plan;
  readonly measure: Measure;
  /** Counters of this process's control group; null where there are none. */
  readonly throttling: () => Throttling | null;
}

/** Rounds of measurement at several moments of a benchmark, numbered through, and how much of them was throttled. */
export class Rounds {
  public readonly observations: Observation[] = [];
  private readonly spans: (Throttling | null)[] = [];
  private next = 0;

  public constructor(private readonly options: RoundsOptions) {}

  public async run(subjects: readonly Subject[], shapes: readonly CallShape[], count: number): Promise<void> {
    const { inputs, plan, measure, throttling } = this.options;
    const before = throttling();
    const rounds = { first: this.next, count };
    this.observations.push(...(await measureRounds(subjects, shapes, rounds, inputs, plan, measure)));
    this.spans.push(throttlingBetween(before, throttling()));
    this.next += count;
  }

  /** Share of the scheduler's periods, while something was measured, in which this process was held back. */
  public throttledShare(): number {
    const total = (of: (span: Throttling) => number): number =>
      this.spans.reduce((sum, span) => sum + (span === null ? 0 : of(span)), 0);
    const periods = total((span) => span.periods);
    return periods === 0 ? 0 : total((span) => span.throttledPeriods) / periods;
  }
}
