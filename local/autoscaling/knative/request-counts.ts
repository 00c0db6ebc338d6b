import { ActivatorReporter, RequestStats, scrape, type ScrapeOptions, type Stat, type Via } from '../../../scaling/kpa';
import { wholeSeconds } from '../../../scaling/metrics-server';
import type { Clock } from '../../clock';
import type { Backend, PodCounter } from './dispatcher';

/** Counts what the queue-proxies of the pods and the activator of one revision would report. */
export class RequestCounts implements PodCounter {
  private readonly pods = new Map<string, RequestStats>();
  private readonly activator = new ActivatorReporter();

  /**
   * @param onFirst the first request of an idle revision, which the activator reports at once
   */
  public constructor(
    private readonly clock: Clock,
    private readonly onFirst: (stat: Stat) => void,
  ) {}

  public activatorIn(): void {
    const ahead = this.activator.requestIn(this.clock.nowMs());
    if (ahead !== undefined) this.onFirst(ahead);
  }

  public activatorOut(): void {
    this.activator.requestOut(this.clock.nowMs());
  }

  public requestIn(pod: string, via: Via): void {
    this.of(pod).requestIn(this.clock.nowMs(), via);
  }

  public requestOut(pod: string, via: Via): void {
    this.of(pod).requestOut(this.clock.nowMs(), via);
  }

  /** The activator's report of the last second; undefined while there is nothing to report. */
  public activatorReport(): Stat | undefined {
    return this.activator.report(this.clock.nowMs());
  }

  /** What a scrape of the ready pods gives for all of them together. */
  public scrape(backends: readonly Backend[], options: Omit<ScrapeOptions, 'nowMs'>): Stat | undefined {
    const nowMs = this.clock.nowMs();
    const reports = backends.map(({ pod, startedMs }) => ({
      startMs: wholeSeconds(startedMs),
      stat: this.of(pod).report(nowMs),
    }));
    const known = new Set(backends.map(({ pod }) => pod));
    for (const [pod, stats] of this.pods) if (!known.has(pod) && stats.requestsInFlight === 0) this.pods.delete(pod);
    return scrape(reports, { nowMs, ...options });
  }

  private of(pod: string): RequestStats {
    const known = this.pods.get(pod);
    if (known !== undefined) return known;
    const stats = new RequestStats(this.clock.nowMs());
    this.pods.set(pod, stats);
    return stats;
  }
}
