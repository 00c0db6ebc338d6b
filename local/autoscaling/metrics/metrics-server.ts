import type { Clock } from '../../clock';
import { MetricsStorage, type PodMetrics, type PodPoints } from '../../../scaling/metrics-server';
import { Ticker } from '../ticker';

export interface MetricsServerOptions {
  readonly clock: Clock;
  readonly resolutionMs: number;
  /** Counters of all pods that run, by uid. */
  scrape(): ReadonlyMap<string, PodPoints>;
}

/** Scrapes all pods once per resolution. */
export class MetricsServer {
  private readonly storage: MetricsStorage<string>;
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
