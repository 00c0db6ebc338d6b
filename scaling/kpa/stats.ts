/** What a pod or an activator reports about the last second. Knative Serving 98e5ef9, pkg/autoscaler/metrics/stat.proto. */
export interface Stat {
  /** Requests in flight, averaged over the time. */
  readonly averageConcurrentRequests: number;
  /** The part of them that came through an activator, which has reported them itself. */
  readonly averageProxiedConcurrentRequests: number;
  readonly requestCount: number;
  readonly proxiedRequestCount: number;
}

/** Concurrency and requests per second that count toward scaling. Upstream: collector.go, record. */
export function load(stat: Stat): { concurrency: number; rps: number } {
  return {
    concurrency: stat.averageConcurrentRequests - stat.averageProxiedConcurrentRequests,
    rps: stat.requestCount - stat.proxiedRequestCount,
  };
}
