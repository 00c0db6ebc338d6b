import type { Target } from '../../contract/job';
import type { Scenario } from '../../contract/scenario';
import type { Prediction } from '../load/predict';
import type { Outcome, Samples } from '../load/samples';

export interface ClosedTurn {
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly seconds: number;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly outcome: Outcome | 'job-failed' | 'job-lost';
  /** In the order of the texts; undefined unless the outcome is ok. */
  readonly predictions: readonly Prediction[] | undefined;
}

/** A service that classifies texts, over any protocol. */
export interface ModelServer {
  readonly target: Target;
  /** Its protocol, for the reader of a table. */
  readonly protocol: string;
  waitUntilReady(limitMs: number): Promise<void>;
  /** One text a request. */
  closed(texts: readonly string[], turn: ClosedTurn): Promise<Samples>;
  open(texts: readonly string[], scenario: Scenario): Promise<Samples>;
  /** Several texts at once; never throws. */
  predict(texts: readonly string[], timeoutMs: number): Promise<Answer>;
}
