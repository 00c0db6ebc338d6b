/** Changes of the mean that are smaller are not material, whatever the runs say. */
interface Margin {
  readonly kind: 'share-of-base' | 'points';
  /** Of the base's value, or of all requests. */
  readonly share: number;
}

const LATENCY: Margin = { kind: 'share-of-base', share: 0.05 };
const REQUESTS: Margin = { kind: 'points', share: 0.0025 };
const MONEY: Margin = { kind: 'share-of-base', share: 0.02 };

/** By metric of a prediction. */
const MARGINS: Readonly<Record<string, Margin>> = {
  withinSloShare: REQUESTS,
  errorRate: REQUESTS,
  p50Ms: LATENCY,
  p95Ms: LATENCY,
  p99Ms: LATENCY,
  replicaHours: MONEY,
  costPer1000Usd: MONEY,
};

/** In the unit of the metric; 0 for a metric without one. */
export function marginOf(metric: string, base: number): number {
  const margin = MARGINS[metric];
  if (margin === undefined) return 0;
  return margin.kind === 'points' ? margin.share : margin.share * Math.abs(base);
}

/** For a reader of a prediction: what counts as no material change. */
export const MARGIN_WORDS = `A change is not material below ${percent(REQUESTS)} points of requests, ${percent(LATENCY)} % of a latency, ${percent(MONEY)} % of pods or cost.`;

function percent({ share }: Margin): string {
  return String(Number((100 * share).toFixed(4)));
}
