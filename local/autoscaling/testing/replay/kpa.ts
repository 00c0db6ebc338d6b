import { KpaAutoscaler, reconcile } from '../../../../scaling/kpa';
import { reconcileRequest, type KpaSetup, type KpaStep } from '../../decisions/kpa-steps';
import type { Replayer } from './differences';

export function kpaReplayer(setup: KpaSetup): Replayer {
  const kpa = new KpaAutoscaler(setup);
  return (line) => {
    const step = line as KpaStep;
    switch (step.step) {
      case 'record':
        kpa.record(step.at, step.concurrency, step.rps);
        return {};
      case 'scale':
        return { outcome: kpa.scale(step.at, step.readyPods) };
      case 'reconcile':
        return { outcome: reconcile(reconcileRequest(setup, kpa, step.at, step.inputs)) };
    }
  };
}
