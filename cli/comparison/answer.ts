import type { Run } from '../../contract';
import type { KeptResult, MeasuredPrediction, MeasuredRun } from '../../scaling/simulate';

/** A result with the run that it is of. */
export interface KeptOfRun extends KeptResult {
  readonly run: Run;
}

/** What one engine answered, with its prediction or the reason why there is none. */
export interface EngineAnswer extends KeptOfRun {
  readonly measured: MeasuredRun;
  readonly prediction: MeasuredPrediction | string;
}
