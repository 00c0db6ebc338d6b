import { DEFAULT_METRIC_RESOLUTION_SECONDS, MetricsStorage, type PodPoints, resourceSamples } from '../../metrics-server';
import type { Cluster } from '../pods/cluster';
import { RandomStream } from '../../../contract/random';
import type { Pod } from '../pods/pod';
import type { Timers } from '../engine/timers';
import { CADVISOR, type CpuPoint, Housekeeping, type ReadingInterval } from './housekeeping';

export interface MetricsServerOptions {
  readonly cluster: Cluster;
  readonly timers: Timers;
  readonly seed: number;
  /** Name of the one container that pods have here. */
  readonly container: string;
  readonly memoryUsedBytes: number;
  /** When it scrapes first, milliseconds. Undefined: by chance. */
  readonly scrapePhaseMs: number | undefined;
  /** --metric-resolution */
  readonly resolutionSeconds?: number | undefined;
  readonly countersEvery?: ReadingInterval | undefined;
}

/**
 * metrics-server in the simulated world: every 15 s (or its resolution) it takes over what the kubelets have. The exact storage is
 * scaling/metrics-server.
 *
 * Seen in recorded/hpa-*.json: samples of all pods change in the same second, every 15 s; their times lie 0.3 to 15 s before
 * that, and in one scrape of five a pod keeps its old sample (hpa-ramp.json at 79 s), which delays a decision by 15 s.
 */
export class MetricsServer {
  /** When it scrapes first. */
  public readonly phaseMs: number;
  private readonly housekeeping = new Map<Pod, Housekeeping>();
  private readonly storage: MetricsStorage<Pod>;

  public constructor(private readonly options: MetricsServerOptions) {
    const { cluster, timers, seed, scrapePhaseMs, resolutionSeconds = DEFAULT_METRIC_RESOLUTION_SECONDS } = options;
    const resolutionMs = 1000 * resolutionSeconds;
    this.phaseMs = scrapePhaseMs ?? resolutionMs * new RandomStream(seed, 'metrics-server').uniform();
    this.storage = new MetricsStorage(resolutionMs);
    for (const pod of cluster.pods) this.watch(pod, 0);
    // Pods that ran before have been scraped twice, and have done nothing.
    for (const atMs of [-2 * resolutionMs, -resolutionMs])
      this.storage.store(new Map(cluster.pods.map((pod) => [pod, this.pointsOf(pod, { atMs, cpuMs: 0 })])));
    cluster.onContainerStart = (pod, nowMs) => this.watch(pod, nowMs);
    timers.every(this.phaseMs, resolutionMs, (nowMs) => this.scrape(nowMs));
  }

  /** CPU and memory of a pod; undefined while there are not two points of it. */
  public of(pod: Pod): ReturnType<typeof resourceSamples> | undefined {
    const metrics = this.storage.get(pod);
    return metrics && resourceSamples(metrics);
  }

  private watch(pod: Pod, nowMs: number): void {
    const stream = new RandomStream(this.options.seed, `housekeeping/${pod.index}`);
    const { timers, countersEvery = CADVISOR } = this.options;
    this.housekeeping.set(pod, new Housekeeping(pod, timers, stream, countersEvery, nowMs));
  }

  private scrape(nowMs: number): void {
    const batch = new Map<Pod, PodPoints>();
    for (const pod of this.options.cluster.pods) {
      const point = this.housekeeping.get(pod)?.point(nowMs);
      if (point !== undefined) batch.set(pod, this.pointsOf(pod, point));
    }
    this.storage.store(batch);
    for (const pod of this.housekeeping.keys()) if (pod.goneMs !== undefined) this.housekeeping.delete(pod);
  }

  private pointsOf({ containerStartMs = 0 }: Pod, { atMs, cpuMs }: CpuPoint): PodPoints {
    const point = { startMs: containerStartMs, atMs, cpuSeconds: cpuMs / 1000, memoryBytes: this.options.memoryUsedBytes };
    return new Map([[this.options.container, point]]);
  }
}
