import { ScaledObjectLoop, type ScaledObject, type TriggerContext } from '../../../../scaling/keda';
import type { KedaStep } from '../../decisions/keda-steps';
import type { Replayer } from './differences';

export interface KedaSetup {
  readonly scaledObject: ScaledObject;
  readonly createdMs: number;
  readonly context: TriggerContext;
}

export function kedaReplayer(setup: KedaSetup): Replayer {
  const loop = new ScaledObjectLoop(setup.scaledObject, setup.createdMs, setup.context);
  return (line) => {
    const step = line as KedaStep;
    const readings = new Map(step.readings.entries());
    if (step.step === 'poll') return { outcome: loop.poll(step.at, readings, step.workload) };
    return { milli: loop.externalMetricMilli(step.name, readings, step.workload) };
  };
}
