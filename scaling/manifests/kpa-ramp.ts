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
 * Seconds until Knative's own autoscaler asks for another count when load jumps, or falls, to exactly what that count is for, pods
 * starting and stopping at once. The autoscaler itself runs: it is fed the load every second and asked every two, after it has seen
 * a steady load for the first count.
 *
 * @returns undefined when it never gets there; 'unknown' when Knative would refuse the annotations
 */
export function kpaSeconds({ revision, config }: KpaRevision, from: number, to: number): number | undefined | 'unknown' {
  if (firstRejection(validateAnnotations(revision.annotations, config)) !== undefined) return 'unknown';
  if (from === to) return 0;
  const kpa = new KpaAutoscaler({ podAutoscaler: revision, config, nowMs: 0, readyPods: from });
  const { targetValue, stableWindowMs } = kpa.spec;
  if (!(targetValue > 0)) return 'unknown';
  const settledMs = stableWindowMs + SECOND_MS;
  let pods = from;
  for (let nowMs = 0; nowMs < settledMs + GIVE_UP_MS; nowMs += SECOND_MS) {
    const load = (nowMs < settledMs ? from : to) * targetValue;
    kpa.record(nowMs, load, load);
    if (nowMs < settledMs || nowMs % TICK_INTERVAL_MS !== 0) continue;
    const { valid, desired } = kpa.scale(nowMs, pods);
    if (!valid) continue;
    if (to > from ? desired >= to : desired <= to) return (nowMs - settledMs) / SECOND_MS;
    pods = to > from ? Math.max(pods, Math.min(desired, to)) : Math.min(pods, desired);
  }
  return undefined;
}
