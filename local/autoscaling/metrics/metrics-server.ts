import type { Clock } from '../../clock';
import type { PodMetrics } from '../../usage/sampler';
import { Ticker } from '../ticker';
import { MetricsStorage, type PodPoints } from './storage';

export interface MetricsServerOptions {
  readonly clock: Clock;
  readonly resolutionMs: number;
  /** Counters of all pods that run, by uid. */
  scrape(): ReadonlyMap<string, PodPoints>;
}

/** The resource metrics API (metrics.k8s.io): scrapes once per resolution, answers from the last two scrapes. */
export class MetricsServer {
  private readonly storage: MetricsStorage;
  private readonly ticker: Ticker;

  public constructor(options: MetricsServerOptions) {
    const { clock, resolutionMs } = options;
    this.storage = new MetricsStorage(resolutionMs);
    this.ticker = new Ticker(clock, resolutionMs, () => this.storage.store(options.scrape()));
  }

  public start(): void {
    this.ticker.start();
  }

  public stop(): void {
    this.ticker.stop();
  }

  public of(podUid: string): PodMetrics | undefined {
    return this.storage.get(podUid);
  }
}
