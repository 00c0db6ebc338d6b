import type { Cluster } from '../pods/cluster';
import type { Signal } from '../config';
import type { Outcomes } from '../results/outcomes';
import type { Requests } from '../load/requests';
import type { Timers } from '../engine/timers';
import type { Traffic } from '../pods/traffic';

/** Over how long a rate is taken: `rate(…[1m])`, as most queries are written. */
const RATE_WINDOW_SECONDS = 60;

export interface SignalsOptions {
  readonly cluster: Cluster;
  readonly traffic: Traffic;
  readonly outcomes: Outcomes;
  readonly requests: Requests;
  readonly timers: Timers;
}

/** What custom metrics, Prometheus and Redis would tell at a moment. */
export class Signals {
  private readonly sentBySecond: number[] = [];

  public constructor(private readonly options: SignalsOptions) {
    const { timers, outcomes } = options;
    timers.every(0, 1_000, () => {
      this.sentBySecond.push(outcomes.everSent);
      if (this.sentBySecond.length > RATE_WINDOW_SECONDS + 1) this.sentBySecond.shift();
    });
  }

  /** A rate needs two counts: until then its query answers nothing. */
  public isKnown(signal: Signal): boolean {
    return signal !== 'rps' || this.sentBySecond.length > 1;
  }

  /** Of the whole workload. */
  public total(signal: Signal): number {
    const { cluster, traffic } = this.options;
    switch (signal) {
      case 'rps':
        return this.rps();
      case 'inFlight':
        return this.total('queueLength') + this.total('inWork');
      case 'inWork':
        return cluster.pods.reduce((sum, { server }) => sum + (server?.workingCount ?? 0), 0);
      case 'nothing':
        return 0;
      case 'queueLength':
        return traffic.queueDepth;
    }
  }

  private rps(): number {
    const first = this.sentBySecond[0] ?? 0;
    const last = this.sentBySecond.at(-1) ?? 0;
    return (last - first) / Math.max(1, this.sentBySecond.length - 1);
  }
}
