import { cooldownPeriodMs, leastReplicas, overrides, type ScaledObject } from '../../keda';
import { isSameObject, moment, type MomentProducer } from './moment';
import type { Moment } from './schema';

/** Pauses that come, go or are left, and KEDA's own step to zero. */
export const kedaMoments: MomentProducer = (applied) => {
  const { base, head } = applied;
  const [before, after] = [base.keda, head.keda];
  if (after === undefined || !isSameObject(applied)) return [];
  const at = head.scaler;
  const [was, is] = [before && overrides(before.annotations), overrides(after.annotations)];
  if (is.paused) {
    const kind = was?.paused === false ? 'paused' : 'pause-left';
    if (kind === 'pause-left' && isSameSpec(before, after)) return [];
    return [moment(applied, { kind, severity: 'warning', after: is.pausedReplicas ?? null, to: 'all scaling' }, at)];
  }
  const moments: Moment[] = [];
  const half = is.scaleInPaused ? 'scale-in' : is.scaleOutPaused ? 'scale-out' : undefined;
  if (half !== undefined && !isSameSpec(before, after))
    moments.push(moment(applied, { kind: 'pause-left', severity: 'warning', to: half }, at));
  if (was?.paused === true) moments.push(moment(applied, { kind: 'pause-lifted', severity: 'note' }, at));
  const goesToZero = leastReplicas(after.spec) === 0;
  const seconds = cooldownPeriodMs(after.spec) / 1000;
  if (goesToZero && before !== undefined && leastReplicas(before.spec) > 0)
    moments.push(moment(applied, { kind: 'zero-after-cooldown', severity: 'note', after: 0, seconds }, at));
  if (
    goesToZero &&
    limitsScaleDown(after) &&
    !(before !== undefined && limitsScaleDown(before) && leastReplicas(before.spec) === 0)
  )
    moments.push(moment(applied, { kind: 'zero-skips-behavior', severity: 'note', after: 0, seconds }, at));
  return moments;
};

function isSameSpec(one: ScaledObject | undefined, other: ScaledObject): boolean {
  return JSON.stringify(one?.spec) === JSON.stringify(other.spec);
}

/** Somebody wrote how fast pods may go. */
function limitsScaleDown({ spec }: ScaledObject): boolean {
  return spec.advanced?.horizontalPodAutoscalerConfig?.behavior?.scaleDown !== undefined;
}
