import { sampleSize, scrape, type ScrapedPod } from './sampling';

const WINDOW_MS = 60_000;
const NOW_MS = 1_000_000;

/** Pods of an age, each of which reports a concurrency. */
function pods(count: number, ageMs: number, concurrency: number): ScrapedPod[] {
  const stat = {
    averageConcurrentRequests: concurrency,
    averageProxiedConcurrentRequests: 0,
    requestCount: 10 * concurrency,
    proxiedRequestCount: 0,
  };
  return Array.from({ length: count }, () => ({ startMs: NOW_MS - ageMs, stat }));
}

function concurrencyOf(all: readonly ScrapedPod[]): number | undefined {
  return scrape(all, { nowMs: NOW_MS, stableWindowMs: WINDOW_MS, shuffle: (items) => items })?.averageConcurrentRequests;
}

test('a pod is old once it has run for the stable window', () => {
  const size = sampleSize(20);
  expect(concurrencyOf([...pods(20 - size, WINDOW_MS - 1, 9), ...pods(size, WINDOW_MS, 1)])).toBe(20);
});

test('young pods fill the sample where there are not enough old ones', () => {
  const size = sampleSize(20);
  const mean = ((size - 1) * 1 + 1 * 9) / size;
  expect(concurrencyOf([...pods(21 - size, 0, 9), ...pods(size - 1, WINDOW_MS, 1)])).toBeCloseTo(20 * mean, 9);
});

test('pods that are not scraped are assumed to be like those that are', () => {
  const scraped = scrape(pods(50, 0, 2), { nowMs: NOW_MS, stableWindowMs: WINDOW_MS, shuffle: (items) => items });
  expect(scraped).toMatchObject({ averageConcurrentRequests: 100, requestCount: 1000 });
  expect(concurrencyOf([])).toBeUndefined();
});
