import type { Cluster } from '../pods/cluster';
import { ActivatorReporter, RequestStats, STAT_INTERVAL_MS, type ServingMode, type Stat, type Via, scrape } from '../../kpa';
import type { PodServer } from '../pods/pod-server';
import { RandomStream, shuffled } from '../../../contract/random';
import { wholeSeconds } from '../../metrics-server';
import type { Requests } from '../load/requests';
import type { Timers } from '../engine/timers';
import type { RequestObserver } from '../pods/traffic';

export interface KpaStatsOptions {
  readonly cluster: Cluster;
  readonly timers: Timers;
  readonly requests: Requests;
  readonly seed: number;
  /** Pods at least this old have complete averages and are scraped first. */
  readonly stableWindowMs: number;
  readonly scrapesPods: boolean;
  /** Takes what a pod, or an activator, reports. */
  readonly onStat: (stat: Stat, nowMs: number) => void;
}

/**
 * What the Knative autoscaler hears: the queue-proxy of every pod and the activator count requests, average them over a second
 * and report; pods are scraped (a sample of them, if there are many), the activator sends. Requests that came through the
 * activator are counted by it, and by the queue-proxy as proxied. One activator stands for all: their reports add up.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/metrics/stats_scraper.go and pkg/activator/handler/concurrency_reporter.go.
 */
export class KpaStats implements RequestObserver {
  /** Where requests go now. */
  public mode: ServingMode = 'Proxy';
  private readonly activator = new ActivatorReporter();
  private readonly byPod = new Map<PodServer, RequestStats>();
  private readonly stream: RandomStream;

  public constructor(private readonly options: KpaStatsOptions) {
    const { timers, seed } = options;
    this.stream = new RandomStream(seed, 'kpa-stats');
    timers.every(STAT_INTERVAL_MS * this.stream.uniform(), STAT_INTERVAL_MS, (nowMs) => this.scrape(nowMs));
    timers.every(STAT_INTERVAL_MS * this.stream.uniform(), STAT_INTERVAL_MS, (nowMs) => this.reportActivator(nowMs));
  }

  public requestIn(id: number, nowMs: number): void {
    const { cluster, requests } = this.options;
    const isDirect = this.mode === 'Serve' && cluster.readyCount > 0;
    requests.setPath(id, isDirect ? 'direct' : 'activator');
    if (isDirect) return;
    const first = this.activator.requestIn(nowMs);
    if (first !== undefined) this.options.onStat(first, nowMs);
  }

  public requestOut(id: number, nowMs: number): void {
    if (this.options.requests.isViaActivator(id)) this.activator.requestOut(nowMs);
  }

  public podRequestIn(pod: PodServer, id: number, nowMs: number): void {
    this.statsOf(pod, nowMs).requestIn(nowMs, this.via(id));
  }

  public podRequestOut(pod: PodServer, id: number, nowMs: number): void {
    this.statsOf(pod, nowMs).requestOut(nowMs, this.via(id));
  }

  private via(id: number): Via {
    return this.options.requests.isViaActivator(id) ? 'activator' : 'direct';
  }

  private statsOf(pod: PodServer, nowMs: number): RequestStats {
    let stats = this.byPod.get(pod);
    if (stats === undefined) {
      stats = new RequestStats(nowMs);
      this.byPod.set(pod, stats);
    }
    return stats;
  }

  private reportActivator(nowMs: number): void {
    const stat = this.activator.report(nowMs);
    if (stat !== undefined) this.options.onStat(stat, nowMs);
  }

  private scrape(nowMs: number): void {
    const { cluster, stableWindowMs, scrapesPods, onStat } = this.options;
    if (!scrapesPods) return;
    const reports = cluster.pods.flatMap(({ isReady, server, scheduledMs }) =>
      !isReady || server === undefined || scheduledMs === undefined
        ? []
        : [{ startMs: wholeSeconds(scheduledMs), stat: this.statsOf(server, nowMs).report(nowMs) }],
    );
    const stat = scrape(reports, { nowMs, stableWindowMs, shuffle: (items) => shuffled(items, () => this.stream.uniform()) });
    if (stat !== undefined) onStat(stat, nowMs);
  }
}
