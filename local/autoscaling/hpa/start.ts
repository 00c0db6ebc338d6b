import type { ControllerContext, NamedHpa } from '../controller';
import { HpaLoop, type HpaLoopOptions } from './hpa-loop';

/** Starts the controller of an HPA, recording its decisions. */
export function startHpa(
  { namespace, name, spec }: NamedHpa,
  context: ControllerContext,
  externalMetrics?: HpaLoopOptions['externalMetrics'],
): HpaLoop {
  const { clock, settings, targets, metricsOf, onFault } = context;
  const { controllerManager, horizontalPodAutoscalerSyncPeriodSeconds } = settings;
  const subject = { kind: 'HorizontalPodAutoscaler', namespace, name };
  const setup = { spec, settings: controllerManager };
  const loop = new HpaLoop({
    namespace,
    spec,
    settings: controllerManager,
    syncPeriodMs: horizontalPodAutoscalerSyncPeriodSeconds * 1000,
    clock,
    targets,
    metricsOf,
    onFault,
    decisions: context.decisions.open({ controller: 'hpa', namespace, name, setup }),
    event: (type, reason, message) => context.event(subject, 'horizontal-pod-autoscaler', type, reason, message),
    ...(externalMetrics === undefined ? {} : { externalMetrics }),
  });
  loop.start();
  return loop;
}
