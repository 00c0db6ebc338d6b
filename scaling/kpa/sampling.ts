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

/** Pods to scrape in order: the first `sampleSize` of them, the rest as a reserve when one does not answer. */
export interface ScrapePlan<Pod> {
  readonly candidates: readonly Pod[];
  readonly sampleSize: number;
}

/**
 * Prefers pods older than the stable window, whose averages are complete; shuffles only where there is a choice.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/metrics/stats_scraper.go, scrapePods.
 *
 * @param shuffle a permutation of its argument; it is the only source of chance
 */
export function scrapePlan<Pod>(
  old: readonly Pod[],
  young: readonly Pod[],
  shuffle: (pods: readonly Pod[]) => readonly Pod[],
): ScrapePlan<Pod> {
  const size = sampleSize(old.length + young.length);
  const candidates = old.length < size ? [...old, ...shuffle(young)] : [...shuffle(old), ...young];
  return { candidates, sampleSize: size };
}

/**
 * What all pods together report, estimated from the sample.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/metrics/stats_scraper.go, computeAverages.
 *
 * @param sample one stat per scraped pod, `sampleSize(pods)` of them
 * @param pods all pods, scraped or not
 * @returns undefined when fewer pods than the sample needs have answered: nothing is recorded for this second
 */
export function scrapedStat(sample: readonly Stat[], pods: number): Stat | undefined {
  const size = sampleSize(pods);
  if (pods === 0 || sample.length < size) return undefined;
  const estimate = (field: keyof Stat): number => {
    let sum = 0;
    for (const stat of sample.slice(0, size)) sum += stat[field];
    return (sum / size) * pods;
  };
  return {
    averageConcurrentRequests: estimate('averageConcurrentRequests'),
    averageProxiedConcurrentRequests: estimate('averageProxiedConcurrentRequests'),
    requestCount: estimate('requestCount'),
    proxiedRequestCount: estimate('proxiedRequestCount'),
  };
}
