import type { Stat } from './stats';

/** How a request came: from the network or through an activator, which counts it as well. */
export type Via = 'direct' | 'activator';

/**
 * Counts the requests of one pod (or of one activator for one revision) and averages how many were in flight.
 * Follows knative.dev/networking c7a7b772cac9, pkg/http/stats/request.go, RequestStats.
 */
export class RequestStats {
  private readonly inFlight = { all: 0, proxied: 0 };
  private readonly requests = { all: 0, proxied: 0 };
  private readonly concurrencySeconds = { all: 0, proxied: 0 };
  private observedSeconds = 0;

  /** @param lastChangeMs when counting starts */
  public constructor(private lastChangeMs: number) {}

  public get requestsInFlight(): number {
    return this.inFlight.all;
  }

  public requestIn(nowMs: number, via: Via): void {
    this.observe(nowMs);
    this.inFlight.all++;
    this.requests.all++;
    if (via === 'direct') return;
    this.inFlight.proxied++;
    this.requests.proxied++;
  }

  public requestOut(nowMs: number, via: Via): void {
    this.observe(nowMs);
    this.inFlight.all--;
    if (via === 'activator') this.inFlight.proxied--;
  }

  /** What happened since the last report; the next one starts here. */
  public report(nowMs: number): Stat {
    this.observe(nowMs);
    const average = (concurrencySeconds: number): number =>
      this.observedSeconds > 0 ? concurrencySeconds / this.observedSeconds : 0;
    const stat: Stat = {
      averageConcurrentRequests: average(this.concurrencySeconds.all),
      averageProxiedConcurrentRequests: average(this.concurrencySeconds.proxied),
      requestCount: this.requests.all,
      proxiedRequestCount: this.requests.proxied,
    };
    this.requests.all = this.requests.proxied = 0;
    this.concurrencySeconds.all = this.concurrencySeconds.proxied = 0;
    this.observedSeconds = 0;
    return stat;
  }

  private observe(nowMs: number): void {
    const elapsedSeconds = (nowMs - this.lastChangeMs) / 1000;
    if (elapsedSeconds <= 0) return;
    this.observedSeconds += elapsedSeconds;
    this.concurrencySeconds.all += this.inFlight.all * elapsedSeconds;
    this.concurrencySeconds.proxied += this.inFlight.proxied * elapsedSeconds;
    this.lastChangeMs = nowMs;
  }
}
