import {
  KpaAutoscaler,
  reconcile,
  type AutoscalerConfig,
  type PodAutoscaler,
  type Reconciled,
  type ReconcileRequest,
  type ScaleResult,
} from '../../../scaling/kpa';
import type { Replayer } from './differences';

export interface KpaSetup {
  readonly podAutoscaler: PodAutoscaler;
  readonly config: AutoscalerConfig;
  readonly progressDeadlineMs: number;
  readonly nowMs: number;
  readonly readyPods: number;
}

/** What a reconcile reads besides the setup; `activatorAnswers` is what the probe of the activator would find. */
export type ReconcileInputs = Pick<
  ReconcileRequest,
  'status' | 'desiredScale' | 'excessBurstCapacity' | 'readyPods' | 'currentReplicas'
> & { readonly activatorAnswers: boolean };

/** A report of pods or activator, a decision of the autoscaler, or what was done about it. */
export type KpaStep =
  | { readonly at: number; readonly step: 'record'; readonly concurrency: number; readonly rps: number }
  | { readonly at: number; readonly step: 'scale'; readonly readyPods: number; readonly outcome: ScaleResult }
  | { readonly at: number; readonly step: 'reconcile'; readonly inputs: ReconcileInputs; readonly outcome: Reconciled };

export function reconcileRequest(
  setup: Pick<KpaSetup, 'podAutoscaler' | 'config' | 'progressDeadlineMs'>,
  kpa: KpaAutoscaler,
  nowMs: number,
  { activatorAnswers, ...inputs }: ReconcileInputs,
): ReconcileRequest {
  const { podAutoscaler, config, progressDeadlineMs } = setup;
  return { ...inputs, podAutoscaler, config, progressDeadlineMs, spec: kpa.spec, nowMs, probeActivator: () => activatorAnswers };
}

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
