import type { ResourceSample } from './hpa';

/**
 * The resource metrics API (metrics.k8s.io) as metrics-server v0.8.0 answers it, for the local engine and the simulator.
 * They decide who scrapes, and when.
 */

/** --metric-resolution as manifests/base/deployment.yaml sets it. */
export const DEFAULT_METRIC_RESOLUTION_SECONDS = 15;

/** What a container has used from its start to a moment. */
export interface MetricsPoint {
  readonly startMs: number;
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Points of one pod by container. */
export type PodPoints = ReadonlyMap<string, MetricsPoint>;

/** Usage of a pod over a window. */
export interface PodMetrics {
  readonly atMs: number;
  readonly windowMs: number;
  readonly containers: readonly { readonly name: string; readonly cpuMillis: number; readonly memoryBytes: number }[];
}

/** A container younger than this gives no rate from its start alone. Upstream: freshContainerMinMetricsResolution. */
const FRESH_CONTAINER_MS = 10_000;

/**
 * The last two scrapes of every pod, from which rates are made. A pod has metrics from its second scrape on, or from the
 * first one when that came between ten seconds and one resolution after its start: then the start is the earlier point.
 * Follows metrics-server v0.8.0, pkg/storage/pod.go, Store and GetMetrics.
 *
 * @typeParam Key identifies a pod
 */
export class MetricsStorage<Key> {
  private last: ReadonlyMap<Key, PodPoints> = new Map();
  private previous: ReadonlyMap<Key, PodPoints> = new Map();

  public constructor(private readonly resolutionMs: number) {}

  /** One scrape of all pods. A pod that is not in it is forgotten. */
  public store(batch: ReadonlyMap<Key, PodPoints>): void {
    const previous = new Map<Key, PodPoints>();
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
  public get(pod: Key): PodMetrics | undefined {
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

  private earlierPoint(pod: Key, container: string, point: MetricsPoint): MetricsPoint | undefined {
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

/** What an HPA reads of a pod's CPU and memory: times in whole seconds, nanocores rounded up to thousandths of a core. */
export function resourceSamples(metrics: PodMetrics): { readonly cpu: ResourceSample; readonly memory: ResourceSample } {
  const { windowMs, containers } = metrics;
  const sample = (usageMilli: (container: PodMetrics['containers'][number]) => number): ResourceSample => ({
    atMs: wholeSeconds(metrics.atMs),
    windowMs,
    containers: containers.map((container) => ({ name: container.name, usageMilli: usageMilli(container) })),
  });
  return {
    cpu: sample(({ cpuMillis }) => Math.ceil(Math.round(cpuMillis * 1e6) / 1e6)),
    memory: sample(({ memoryBytes }) => memoryBytes * 1000),
  };
}

/** A moment as the Kubernetes API writes it: metav1.Time has no fractions of a second. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
