import type { Stat } from './stats';

/** 1.96 is the critical value for 95 % confidence, 100 the assumed variance, 5 the margin of error. */
const UNBOUNDED_SAMPLE_SIZE = (1.96 * 1.96 * 100) / (5 * 5);

/**
 * How many of the pods are scraped each second.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/metrics/sample_size.go, populationMeanSampleSize.
 */
export function sampleSize(pods: number): number {
  if (pods <= 3) return Math.max(pods, 0);
  return Math.ceil((pods * UNBOUNDED_SAMPLE_SIZE) / (pods + UNBOUNDED_SAMPLE_SIZE - 1));
}

/** A ready pod: when it started (status.startTime), and what its queue-proxy reports of the last second. */
export interface ScrapedPod {
  readonly startMs: number;
  readonly stat: Stat;
}

export interface ScrapeOptions {
  readonly nowMs: number;
  readonly stableWindowMs: number;
  /** A permutation of its argument; it is the only source of chance. */
  readonly shuffle: <Item>(items: readonly Item[]) => readonly Item[];
}

/**
 * What all ready pods together report, estimated from a sample of them. Pods that have run for the stable window come first,
 * because their averages are complete. Every queue-proxy reports every second, whether it is scraped or not.
 * Follows Knative Serving v0.42.2, pkg/resources/pods.go, podIPWithCutoffProcessor (age is `now - status.startTime`, old from the
 * window on), and 98e5ef9, pkg/autoscaler/metrics/stats_scraper.go, scrapePods and computeAverages.
 *
 * @returns undefined without pods: nothing is recorded for this second
 */
export function scrape(pods: readonly ScrapedPod[], { nowMs, stableWindowMs, shuffle }: ScrapeOptions): Stat | undefined {
  if (pods.length === 0) return undefined;
  const isOld = ({ startMs }: ScrapedPod): boolean => nowMs - startMs >= stableWindowMs;
  const old = pods.filter(isOld);
  const young = pods.filter((pod) => !isOld(pod));
  const size = sampleSize(pods.length);
  const sample = (old.length < size ? [...old, ...shuffle(young)] : shuffle(old)).slice(0, size);
  const estimate = (field: keyof Stat): number => (sample.reduce((sum, { stat }) => sum + stat[field], 0) / size) * pods.length;
  return {
    averageConcurrentRequests: estimate('averageConcurrentRequests'),
    averageProxiedConcurrentRequests: estimate('averageProxiedConcurrentRequests'),
    requestCount: estimate('requestCount'),
    proxiedRequestCount: estimate('proxiedRequestCount'),
  };
}
