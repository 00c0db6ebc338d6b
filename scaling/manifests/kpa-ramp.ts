import { KpaAutoscaler, TICK_INTERVAL_MS, validateAnnotations, type AutoscalerConfig, type PodAutoscaler } from '../kpa';
import { firstRejection } from '../problem';

/** A Knative revision and the cluster's settings for it. */
export interface KpaRevision {
  readonly revision: PodAutoscaler;
  readonly config: AutoscalerConfig;
}

const SECOND_MS = 1000;
/** More than twice the longest window that Knative allows (an hour). */
const GIVE_UP_MS = 2 * 3_600_000;

/**
 * Seconds until Knative's own autoscaler asks for the maximum when load jumps to exactly what the maximum is for, pods starting at
 * once. The autoscaler itself runs: it is fed the load every second and asked every two, after it has seen a steady
 * load for the minimum.
 *
 * @param max pods, at least `min`
 * @returns undefined when it never gets there; 'unknown' when Knative would refuse the annotations
 */
export function kpaSecondsMinToMax({ revision, config }: KpaRevision, min: number, max: number): number | undefined | 'unknown' {
  if (firstRejection(validateAnnotations(revision.annotations, config)) !== undefined) return 'unknown';
  if (min >= max) return 0;
  const kpa = new KpaAutoscaler({ podAutoscaler: revision, config, nowMs: 0, readyPods: min });
  const { targetValue, stableWindowMs } = kpa.spec;
  if (!(targetValue > 0)) return 'unknown';
  const settledMs = stableWindowMs + SECOND_MS;
  let pods = min;
  for (let nowMs = 0; nowMs < settledMs + GIVE_UP_MS; nowMs += SECOND_MS) {
    const load = (nowMs < settledMs ? min : max) * targetValue;
    kpa.record(nowMs, load, load);
    if (nowMs < settledMs || nowMs % TICK_INTERVAL_MS !== 0) continue;
    const { valid, desired } = kpa.scale(nowMs, pods);
    if (valid && desired >= max) return (nowMs - settledMs) / SECOND_MS;
    if (valid) pods = Math.max(pods, Math.min(desired, max));
  }
  return undefined;
}
