import type { ResourceSample } from '../../hpa';
import type { Cluster } from '../pods/cluster';
import { RandomStream } from '../../../contract/random';
import { type Pod, wholeSecond } from '../pods/pod';
import type { Timers } from '../engine/timers';
import { CADVISOR, type CpuPoint, Housekeeping, type ReadingInterval } from './housekeeping';

/** --metric-resolution, where it is not set. */
const RESOLUTION_SECONDS = 15;
/** Upstream: pkg/storage/pod.go, freshContainerMinMetricsResolution. */
const FRESH_MIN_MS = 10_000;
/** Name of the one container that pods have here. */
export const CONTAINER = 'app';

interface Points {
  readonly last: CpuPoint;
  readonly previous: CpuPoint | undefined;
}

export interface MetricsServerOptions {
  readonly cluster: Cluster;
  readonly timers: Timers;
  readonly seed: number;
  readonly memoryUsedBytes: number;
  /** When it scrapes first, milliseconds. Undefined: by chance. */
  readonly scrapePhaseMs: number | undefined;
  /** --metric-resolution */
  readonly resolutionSeconds?: number | undefined;
  readonly countersEvery?: ReadingInterval | undefined;
}

/**
 * The resource metrics API as metrics-server 0.8 answers it: every 15 s (or its resolution) it takes over what the kubelet has, and a pod has a usage
 * once there are two points of it. Follows metrics-server pkg/storage/pod.go, Store: a point with the time of the last one changes
 * nothing, and a container between 10 s and one resolution old counts from its start, when it had used nothing.
 *
 * Seen in recorded/hpa-*.json: samples of all pods change in the same second, every 15 s; their times lie 0.3 to 15 s before
 * that, and in one scrape of five a pod keeps its old sample (hpa-ramp.json at 79 s), which delays a decision by 15 s.
 */
export class MetricsServer {
  private readonly housekeeping = new Map<Pod, Housekeeping>();
  private points = new Map<Pod, Points>();
  /** When it scrapes first. */
  public readonly phaseMs: number;
  private readonly stream: RandomStream;
  private readonly resolutionMs: number;

  public constructor(private readonly options: MetricsServerOptions) {
    const { cluster, timers, seed, scrapePhaseMs } = options;
    this.stream = new RandomStream(seed, 'metrics-server');
    const resolutionMs = 1000 * (options.resolutionSeconds ?? RESOLUTION_SECONDS);
    this.resolutionMs = resolutionMs;
    this.phaseMs = scrapePhaseMs ?? resolutionMs * this.stream.uniform();
    for (const pod of cluster.pods) {
      this.watch(pod, 0);
      this.points.set(pod, { last: { atMs: -resolutionMs, cpuMs: 0 }, previous: { atMs: -2 * resolutionMs, cpuMs: 0 } });
    }
    cluster.onContainerStart = (pod, nowMs) => this.watch(pod, nowMs);
    timers.every(this.phaseMs, resolutionMs, (nowMs) => this.scrape(nowMs));
  }

  /** CPU of a pod, undefined while there are not two points of it. */
  public cpu(pod: Pod): ResourceSample | undefined {
    return this.sample(pod, ({ last, previous }) =>
      Math.ceil((1000 * (last.cpuMs - previous.cpuMs)) / (last.atMs - previous.atMs)),
    );
  }

  /** Memory of a pod; as upstream, it has none before it has a CPU usage. */
  public memory(pod: Pod): ResourceSample | undefined {
    return this.sample(pod, () => 1000 * this.options.memoryUsedBytes);
  }

  private sample(
    pod: Pod,
    usageMilli: (points: { readonly last: CpuPoint; readonly previous: CpuPoint }) => number,
  ): ResourceSample | undefined {
    const points = this.points.get(pod);
    if (points?.previous === undefined) return undefined;
    const { last, previous } = points;
    return {
      atMs: wholeSecond(last.atMs),
      windowMs: last.atMs - previous.atMs,
      containers: [{ name: CONTAINER, usageMilli: usageMilli({ last, previous }) }],
    };
  }

  private watch(pod: Pod, nowMs: number): void {
    const stream = new RandomStream(this.options.seed, `housekeeping/${pod.index}`);
    const { timers, countersEvery = CADVISOR } = this.options;
    this.housekeeping.set(pod, new Housekeeping(pod, timers, stream, countersEvery, nowMs));
  }

  private scrape(nowMs: number): void {
    const next = new Map<Pod, Points>();
    for (const pod of this.options.cluster.pods) {
      const point = this.housekeeping.get(pod)?.point(nowMs);
      if (point === undefined) continue;
      next.set(pod, { last: point, previous: this.previous(pod, point) });
    }
    this.points = next;
    for (const pod of this.housekeeping.keys()) if (pod.goneMs !== undefined) this.housekeeping.delete(pod);
  }

  private previous(pod: Pod, point: CpuPoint): CpuPoint | undefined {
    const startMs = pod.containerStartMs ?? 0;
    const ageMs = point.atMs - startMs;
    if (ageMs >= FRESH_MIN_MS && ageMs < this.resolutionMs) return { atMs: startMs, cpuMs: 0 };
    const stored = this.points.get(pod);
    if (stored === undefined) return undefined;
    return point.atMs > stored.last.atMs ? stored.last : stored.previous;
  }
}
