import type {
  KpaAutoscaler,
  AutoscalerConfig,
  PodAutoscaler,
  Reconciled,
  ReconcileRequest,
  ScaleResult,
} from '../../../scaling/kpa';

export interface KpaSetup {
  readonly podAutoscaler: PodAutoscaler;
  readonly config: AutoscalerConfig;
  readonly progressDeadlineMs: number;
  readonly nowMs: number;
  readonly readyPods: number;
}

/** What a reconcile reads besides the setup; `activatorAnswers`: whether the probe of the activator would succeed. */
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
