import { initialCooldownPeriodMs, overrides, requestScale, type ScaledObject } from '../../keda';
import { titleOf } from '../../manifests';
import { writtenReplicas } from '../pair-sides';
import { isSameObject, moment, scalerOf, type Applied, type MomentProducer } from './moment';
import type { Moment } from './schema';

const HPA = 'HorizontalPodAutoscaler';
const SCALED_OBJECT = 'ScaledObject';

/** An autoscaler comes to a workload that runs, leaves it, or is replaced by another one. */
export const autoscalerMoments: MomentProducer = (applied) => {
  const [before, after] = [scalerOf(applied.base), scalerOf(applied.head)];
  if (!isSameObject(applied) || (before === undefined && after === undefined)) return [];
  if (after === undefined) return removed(applied);
  return before === undefined ? added(applied) : replaced(applied);
};

/** The count stays, unless something else sets it. */
function removed(applied: Applied): Moment[] {
  const { base, head } = applied;
  const [before, after] = [writtenReplicas(base), writtenReplicas(head)];
  const scaler = titleOf(base.scaler);
  if (after !== undefined) {
    const isFewer = base.maxPods === undefined || base.maxPods > after;
    return [moment(applied, { kind: 'autoscaler-removed-fixed', severity: isFewer ? 'warning' : 'note', scaler, after })];
  }
  // What takes replicas out sets 1: the producer of that says so.
  if (before !== undefined) return [];
  const restores = base.keda?.spec.advanced?.restoreToOriginalReplicaCount === true;
  return [
    moment(applied, { kind: restores ? 'autoscaler-removed-restored' : 'autoscaler-removed', severity: 'warning', scaler }),
  ];
}

/** The first sync goes to the bounds at once; KEDA's first poll may go to zero. */
function added(applied: Applied): Moment[] {
  const { base, head } = applied;
  // Without a written count nobody knows how many there are, and taking one out is another moment.
  const count = writtenReplicas(head) ?? (writtenReplicas(base) === undefined ? base.maxPods : undefined);
  const poll = head.keda === undefined ? [] : firstPoll(applied, head.keda);
  if (count === undefined || count === 0) return poll;
  const [min, max] = [head.hpa?.minReplicas ?? head.minPods, head.maxPods ?? Infinity];
  const after = Math.min(Math.max(count, min), max);
  if (after === count) return poll;
  const severity = after < count ? 'warning' : 'note';
  return [moment(applied, { kind: 'autoscaler-added', severity, after }, head.scaler), ...poll];
}

/** Never active yet: only the initial cooldown keeps KEDA from taking all pods at its first poll. */
function firstPoll(applied: Applied, scaledObject: ScaledObject): Moment[] {
  const { base, head } = applied;
  if (base.maxPods === 0 || overrides(scaledObject.annotations).paused) return [];
  const waitsMs = initialCooldownPeriodMs(scaledObject.spec);
  const quiet = { scaledObject, isActive: false, isError: false, lastActiveMs: undefined, createdMs: 0, nowMs: waitsMs + 1 };
  const { setReplicas } = requestScale({ ...quiet, currentReplicas: base.maxPods ?? 1 });
  if (setReplicas === undefined || setReplicas >= base.minPods) return [];
  const severity = waitsMs === 0 ? 'warning' : 'note';
  return [moment(applied, { kind: 'zero-on-first-poll', severity, after: setReplicas, seconds: waitsMs / 1000 }, head.scaler)];
}

/** Objects are added before others are deleted: for a while, or for good, both are there. */
function replaced(applied: Applied): Moment[] {
  const { base, head } = applied;
  const [from, to] = [titleOf(base.scaler), titleOf(head.scaler)];
  if (from === to) return [];
  if (base.scaler.kind === HPA && head.scaler.kind === SCALED_OBJECT)
    return takesOver(applied)
      ? []
      : [moment(applied, { kind: 'scaled-object-refused', severity: 'error', from, to }, head.scaler)];
  if (base.scaler.kind === SCALED_OBJECT && head.scaler.kind === HPA)
    return [moment(applied, { kind: 'hpa-beside-scaled-object', severity: 'warning', from, to }, head.scaler)];
  return [moment(applied, { kind: 'autoscaler-renamed', severity: 'note', from, to }, head.scaler)];
}

/** Follows KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_webhook.go, verifyHpas. */
function takesOver({ base, head: { keda } }: Applied): boolean {
  if (base.scaler.annotations['validations.keda.sh/hpa-ownership'] === 'false') return true;
  const name = keda?.spec.advanced?.horizontalPodAutoscalerConfig?.name;
  return keda?.annotations['scaledobject.keda.sh/transfer-hpa-ownership'] === 'true' && name === base.scaler.name;
}
