import type { PollOutcome, Reading, Workload } from '../../../scaling/keda';

/** A poll of the scale loop, or a question of the HPA for an external metric. */
export type KedaStep =
  | {
      readonly at: number;
      readonly step: 'poll';
      /** What the triggers' sources answered, in the order of the triggers. */
      readonly readings: readonly Reading[];
      readonly workload: Workload;
      readonly outcome: PollOutcome;
    }
  | {
      readonly at: number;
      readonly step: 'metric';
      readonly name: string;
      readonly readings: readonly Reading[];
      readonly workload: Workload;
      /** Absent: an error of the metrics API. */
      readonly milli?: number;
    };
