import type { PodMetrics } from '../../usage/sampler';

/** What a container has used from its start to a moment. */
export interface MetricsPoint {
  readonly startMs: number;
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Points of one pod by container. */
export type PodPoints = ReadonlyMap<string, MetricsPoint>;

/** A container younger than this gives no rate from its start alone. Upstream: freshContainerMinMetricsResolution. */
const FRESH_CONTAINER_MS = 10_000;

/**
 * The last two scrapes of every pod, from which rates are made. A pod has metrics from its second scrape on, or from the
 * first one when that came between ten seconds and one resolution after its start: then the start is the earlier point.
 * Follows metrics-server 5ed5d3a (v0.8), pkg/storage/pod.go, Store and GetMetrics.
 */
export class MetricsStorage {
  private last: ReadonlyMap<string, PodPoints> = new Map();
  private previous: ReadonlyMap<string, PodPoints> = new Map();

  public constructor(private readonly resolutionMs: number) {}

  /** One scrape of all pods, by uid. A pod that is not in it is forgotten. */
  public store(batch: ReadonlyMap<string, PodPoints>): void {
    const previous = new Map<string, PodPoints>();
    for (const [pod, points] of batch) {
      const earlier = new Map<string, MetricsPoint>();
      for (const [container, point] of points) {
        const before = this.earlierPoint(pod, container, point);
        if (before !== undefined) earlier.set(container, before);
      }
      if (earlier.size > 0) previous.set(pod, earlier);
    }
    this.last = batch;
    this.previous = previous;
  }

  /** Usage between the two points; undefined for a pod that has no two points in every container. */
  public get(pod: string): PodMetrics | undefined {
    const last = this.last.get(pod);
    const previous = this.previous.get(pod);
    if (last === undefined || previous === undefined) return undefined;
    const containers: PodMetrics['containers'][number][] = [];
    let earliest: { readonly atMs: number; readonly windowMs: number } | undefined;
    for (const [name, point] of last) {
      const before = previous.get(name);
      if (before === undefined) return undefined;
      // Counters that go back are of another process; the container is left out.
      if (point.startMs < before.startMs || point.cpuSeconds < before.cpuSeconds) continue;
      const windowMs = point.atMs - before.atMs;
      const nanocores = Math.trunc(((point.cpuSeconds - before.cpuSeconds) * 1e12) / windowMs);
      containers.push({ name, cpuMillis: nanocores / 1e6, memoryBytes: point.memoryBytes });
      if (earliest === undefined || point.atMs < earliest.atMs) earliest = { atMs: point.atMs, windowMs };
    }
    return earliest === undefined ? undefined : { ...earliest, containers };
  }

  private earlierPoint(pod: string, container: string, point: MetricsPoint): MetricsPoint | undefined {
    const ageMs = point.atMs - point.startMs;
    if (ageMs >= FRESH_CONTAINER_MS && ageMs < this.resolutionMs) return { ...point, atMs: point.startMs, cpuSeconds: 0 };
    const stored = this.last.get(pod)?.get(container);
    // A point from before the container's start belongs to the process before it.
    if (stored === undefined || point.startMs >= stored.atMs) return undefined;
    if (point.atMs > stored.atMs) return stored;
    const older = this.previous.get(pod)?.get(container);
    return older !== undefined && older.atMs < point.atMs ? older : undefined;
  }
}
