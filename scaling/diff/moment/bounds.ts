import { isSameObject, moment, secondsDown, stepsFrom, type MomentProducer } from './moment';
import type { Moment } from './schema';

/**
 * Bounds of an HPA move under running pods: beyond them it goes at its next sync, whatever its behavior says.
 * Follows Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler.
 */
export const boundsMoments: MomentProducer = (applied, context) => {
  const { base, head } = applied;
  const [before, after] = [base.hpa, head.hpa];
  if (before === undefined || after === undefined || !isSameObject(applied)) return [];
  const moments: Moment[] = [];
  const max = after.maxReplicas;
  if (max < before.maxReplicas)
    moments.push(moment(applied, { kind: 'maximum-lowered', severity: 'warning', after: max }, head.scaler));
  const [least, min] = [before.minReplicas ?? 1, after.minReplicas ?? 1];
  if (min > least)
    moments.push(
      moment(
        applied,
        { kind: 'minimum-raised', severity: 'note', after: min, steps: stepsFrom(min, applied, context) },
        head.scaler,
      ),
    );
  if (min < least) {
    const seconds = secondsDown(after, least, min, context);
    moments.push(moment(applied, { kind: 'minimum-lowered', severity: 'note', after: min, seconds }, head.scaler));
  }
  return moments;
};
