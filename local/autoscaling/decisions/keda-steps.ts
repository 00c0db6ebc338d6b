import {
  ScaledObjectLoop,
  type PollOutcome,
  type Reading,
  type ScaledObject,
  type TriggerContext,
  type Workload,
} from '../../../scaling/keda';
import type { Replayer } from './differences';

export interface KedaSetup {
  readonly scaledObject: ScaledObject;
  readonly createdMs: number;
  readonly context: TriggerContext;
}

/** What the triggers' sources answered, in the order of the triggers. */
export type RecordedReadings = readonly Reading[];

/** A poll of the scale loop, or a question of the HPA for an external metric. */
export type KedaStep =
  | {
      readonly at: number;
      readonly step: 'poll';
      readonly readings: RecordedReadings;
      readonly workload: Workload;
      readonly outcome: PollOutcome;
    }
  | {
      readonly at: number;
      readonly step: 'metric';
      readonly name: string;
      readonly readings: RecordedReadings;
      readonly workload: Workload;
      /** Absent: an error of the metrics API. */
      readonly milli?: number;
    };

export function kedaReplayer(setup: KedaSetup): Replayer {
  const loop = new ScaledObjectLoop(setup.scaledObject, setup.createdMs, setup.context);
  return (line) => {
    const step = line as KedaStep;
    const readings = new Map(step.readings.entries());
    if (step.step === 'poll') return { outcome: loop.poll(step.at, readings, step.workload) };
    return { milli: loop.externalMetricMilli(step.name, readings, step.workload) };
  };
}
