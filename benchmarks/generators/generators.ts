import type { Scenario } from '../../contract/scenario';
import type { Timing } from '../load/open-loop';
import type { RequestKind } from '../load/request';
import type { Samples } from '../load/samples';
import { offer } from '../load/scenario-load';

/** Whoever sends the load of a benchmark: one pod or several. */
export interface Generators {
  readonly count: number;
  /** Offers a scenario's load; the samples are those of all generators, on the clock of the first. */
  send(scenario: Scenario, kind: RequestKind): Promise<Samples>;
  /** No load will follow. */
  end(): Promise<void>;
}

/** This pod sends everything. */
export function alone(timing: Timing): Generators {
  return { count: 1, send: (scenario, kind) => offer(scenario, kind, timing), end: () => Promise.resolve() };
}
