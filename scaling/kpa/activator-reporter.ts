import { RequestStats } from './request-stats';
import type { Stat } from './stats';

/**
 * What an activator tells the autoscaler about one revision: at once when a request meets a revision that had none, then every
 * second. The autoscaler is poked by the first report, so that scaling from zero does not wait for a tick (see `needsTickNow`).
 * Follows Knative Serving 98e5ef9, pkg/activator/handler/concurrency_reporter.go.
 */
export class ActivatorReporter {
  /** Undefined while there is nothing to report: it is dropped after a second without any request in flight. */
  private stats: RequestStats | undefined;
  /** 1 while the first request was reported ahead and not yet deducted from a regular report. */
  private reportedAhead: 0 | 1 = 0;

  /** A request came in. @returns what to report at once, when it is the first one after a quiet second */
  public requestIn(nowMs: number): Stat | undefined {
    const first = this.stats === undefined;
    this.stats ??= new RequestStats(nowMs);
    this.stats.requestIn(nowMs, 'direct');
    if (!first) return undefined;
    this.reportedAhead = 1;
    return activatorStat(1, 1);
  }

  /** A request was answered or given up. */
  public requestOut(nowMs: number): void {
    this.stats?.requestOut(nowMs, 'direct');
  }

  /** The report of the last second; undefined while there is nothing to tell. */
  public report(nowMs: number): Stat | undefined {
    if (this.stats === undefined) return undefined;
    const { averageConcurrentRequests: concurrency, requestCount } = this.stats.report(nowMs);
    const ahead = this.reportedAhead;
    this.reportedAhead = 0;
    if (concurrency === 0 && this.stats.requestsInFlight === 0) this.stats = undefined;
    return activatorStat(Math.max(concurrency - ahead, 0), requestCount - ahead);
  }
}

function activatorStat(concurrency: number, requests: number): Stat {
  return {
    averageConcurrentRequests: concurrency,
    averageProxiedConcurrentRequests: 0,
    requestCount: requests,
    proxiedRequestCount: 0,
  };
}

/**
 * Whether a report should make the autoscaler decide now: it wants zero pods, and there are requests.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/scaling/multiscaler.go, Poke.
 */
export function needsTickNow(latestDesired: number, stat: Stat): boolean {
  return latestDesired === 0 && stat.averageConcurrentRequests !== 0;
}
