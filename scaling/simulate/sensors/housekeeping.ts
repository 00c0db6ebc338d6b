import type { RandomStream } from '../../../contract/random';
import type { Pod } from '../pods/pod';
import type { Timers } from '../engine/timers';

export interface CpuPoint {
  readonly atMs: number;
  /** Since the container started, milliseconds of one core. */
  readonly cpuMs: number;
}

/** How often counters are read, seconds; by chance between the two. */
export interface ReadingInterval {
  readonly shortest: number;
  readonly longest: number;
}

/** The kubelet's cAdvisor reads a container's counters again after 10 s plus up to 10 s of jitter. */
export const CADVISOR: ReadingInterval = { shortest: 10, longest: 20 };

/**
 * When the kubelet reads the CPU counters of one container, which is what a scrape gets to see.
 * Follows cAdvisor manager/container.go, housekeeping and jitter, with the kubelet's interval of 10 s.
 *
 * Seen in recorded/hpa-*.json: 43 of 49 windows between two samples are 10 to 20 s long, the others are two of them in one.
 * A container that was read only once has no rate yet and passes for terminated, so the kubelet asks the container runtime
 * instead (pkg/kubelet/stats/cri_stats_provider.go): until the second reading a scrape sees the counters of its own moment. All
 * five pods that were 6 to 10 s old at a scrape had a sample of that second.
 */
export class Housekeeping {
  private last: CpuPoint;
  private readings: number;

  /** @param nowMs when the container starts, or the simulation, if it ran before */
  public constructor(
    private readonly pod: Pod,
    private readonly timers: Timers,
    private readonly stream: RandomStream,
    private readonly every: ReadingInterval,
    nowMs: number,
  ) {
    const isOld = (pod.containerStartMs ?? nowMs) < nowMs;
    const interval = this.interval();
    const sinceLast = isOld ? interval * stream.uniform() : 0;
    this.readings = isOld ? 2 : 1;
    this.last = { atMs: nowMs - sinceLast, cpuMs: 0 };
    timers.at(this.last.atMs + interval, (later) => this.read(later));
  }

  /** What a scrape at this moment gets. */
  public point(nowMs: number): CpuPoint {
    return this.readings > 1 ? this.last : { atMs: nowMs, cpuMs: this.pod.cpuUsedMs(nowMs) };
  }

  private read(nowMs: number): void {
    if (this.pod.goneMs !== undefined) return;
    this.readings++;
    this.last = { atMs: nowMs, cpuMs: this.pod.cpuUsedMs(nowMs) };
    this.timers.at(nowMs + this.interval(), (later) => this.read(later));
  }

  private interval(): number {
    return 1000 * this.stream.between(this.every.shortest, this.every.longest);
  }
}
