import type { InferenceService } from '../../manifests';
import { isSameObject, moment, type Applied, type MomentProducer } from './moment';
import type { Moment } from './schema';

/**
 * Class and mode of an InferenceService that runs.
 * Follows KServe v0.20.0, reconcilers/autoscaler, hpa/hpa_reconciler.go (an HPA is deleted for external and none only),
 * keda/keda_reconciler.go (a ScaledObject is deleted for a stop only), and KEDA's webhook, which refuses a second autoscaler.
 */
export const kserveMoments: MomentProducer = (applied) => {
  const [before, after] = [serviceOf(applied.base), serviceOf(applied.head)];
  if (before === undefined || after === undefined || !isSameObject(applied)) return [];
  if (before.mode !== after.mode && after.isModeWritten)
    return [
      moment(applied, {
        kind: 'mode-refused',
        severity: before.isModeWritten ? 'error' : 'warning',
        from: before.mode,
        to: after.mode,
      }),
    ];
  if (before.mode !== 'Standard' || after.mode !== 'Standard' || before.isStopped) return [];
  return classMoments(applied, before.autoscalerClass, after.autoscalerClass);
};

type Class = InferenceService['autoscalerClass'];

function classMoments(applied: Applied, from: Class, to: Class): Moment[] {
  if (from === to) return [];
  if (from === 'hpa' && to === 'keda') return [moment(applied, { kind: 'class-refused', severity: 'error', from, to })];
  if (from === 'keda') return [moment(applied, { kind: 'class-left-behind', severity: 'error', from, to })];
  if (from === 'hpa' && (to === 'none' || to === 'external'))
    return [
      moment(applied, {
        kind: 'class-to-fixed',
        severity: 'warning',
        from,
        to,
        after: to === 'none' ? applied.head.minPods : null,
      }),
    ];
  return [];
}

function serviceOf({ maker }: Applied['base']): InferenceService | undefined {
  return maker.kind === 'InferenceService' && 'autoscalerClass' in maker ? (maker as InferenceService) : undefined;
}
