import type { Prices } from '../../contract/job';
import type { BenchmarkResult, Mark } from '../../contract/result';
import { MONTH_SECONDS, podCostUsd } from '../kinds/pod-usage';
import { defined } from '../kinds/check';
import { summarize, type LatencySummary } from '../kinds/latency';
import { answered, errorsByKind, sumErrors, type Samples } from '../load/samples';
import type { Observation } from '../observe/observer';
import type { ModelServer } from './model-server';
import type { Start } from './start';

interface Turn {
  readonly samples: Samples;
  readonly observation: Observation;
}

interface ClosedTurn extends Turn {
  readonly concurrency: number;
}

/** What an open loop offers: a share of the server's own capacity, or the same rate to every server. */
export type OpenLoad = { readonly share: number } | { readonly rps: number };

interface OpenTurn extends Turn {
  readonly load: OpenLoad;
}

/** All measurements of one server. */
export class Ledger {
  private readonly closed: ClosedTurn[] = [];
  private readonly open: OpenTurn[] = [];

  public constructor(
    private readonly server: Pick<ModelServer, 'target' | 'protocol'>,
    private readonly start: Start,
  ) {}

  /** The artifact that the server's pods report. */
  public get model(): Start['model'] {
    return this.start.model;
  }

  public get service(): string {
    return this.server.target.service;
  }

  public addClosed(concurrency: number, turn: Turn): void {
    this.closed.push({ concurrency, ...turn });
  }

  public addOpen(load: OpenLoad, turn: Turn): void {
    this.open.push({ load, ...turn });
  }

  public samples(): Samples[] {
    return [...this.closed, ...this.open].map(({ samples }) => samples);
  }

  public openSamples(): Samples[] {
    return this.open.map(({ samples }) => samples);
  }

  /** Best throughput of any closed loop; undefined when nothing was answered. */
  public capacityRps(): number | undefined {
    const best = this.best();
    return best === undefined || best.summary.throughputRps === 0 ? undefined : best.summary.throughputRps;
  }

  public errorRate(): number {
    const all = this.samples().flatMap((samples) => samples.all);
    return all.length === 0 ? 1 : sumErrors([errorsByKind(all)]).total / all.length;
  }

  /** [requests per second, p95 in ms] at each level, in the order of the levels. */
  public closedPoints(): [number, number][] {
    return this.closed.flatMap(({ samples }) => point(summarize(samples), 'throughputRps'));
  }

  public openPoints(): [number, number][] {
    return this.open.flatMap(({ samples }) => point(summarize(samples), 'offeredRps'));
  }

  /** Why these numbers must not be compared silently. */
  public marks(): Mark[] {
    const [turn] = [...this.closed, ...this.open];
    const unlimited = turn?.observation.usage.withoutCpuLimit() ?? [];
    if (unlimited.length === 0) return [];
    return [{ mark: 'limit-not-enforced', reason: `the CPU limit was not enforced for ${unlimited.join(', ')}` }];
  }

  public row(limitRps: number | undefined, prices: Prices): BenchmarkResult['rows'][number] {
    const capacity = this.capacityRps();
    const best = this.best();
    const alone = this.closed.find(({ concurrency }) => concurrency === 1);
    const all = [...this.closed, ...this.open];
    const cpu = best?.turn.observation.usage.totals().cpuCoreSeconds ?? 0;
    const answers = best === undefined ? 0 : answered(best.turn.samples).length;
    const memory = all.flatMap(({ observation }) => observation.usage.totals().memoryPeakBytes ?? []);
    return {
      server: this.service,
      protocol: this.server.protocol,
      saturationRps: capacity ?? null,
      limitShare: capacity === undefined || limitRps === undefined ? null : capacity / limitRps,
      p95Closed1Ms: alone === undefined ? null : (summarize(alone.samples).p95Ms ?? null),
      ...Object.fromEntries(
        this.open.map(({ load, samples }) => [
          'rps' in load ? `p95At${Math.round(load.rps)}RpsMs` : `p95At${Math.round(load.share * 100)}Ms`,
          summarize(samples).p95Ms ?? null,
        ]),
      ),
      ...defined({
        cpuMsPerRequest: answers > 0 && cpu > 0 ? (1000 * cpu) / answers : undefined,
        memoryPeakBytes: memory.length === 0 ? undefined : Math.max(...memory),
        startupSeconds: this.start.startupSeconds,
        startupCpuSeconds: this.start.startupCpuSeconds,
        costPerPodMonthUsd: podCostUsd(this.server.target, prices, MONTH_SECONDS),
        costPer1000Usd: capacity === undefined ? undefined : podCostUsd(this.server.target, prices, 1000 / capacity),
      }),
      errorRate: this.errorRate(),
      errors: sumErrors(this.samples().map((samples) => errorsByKind(samples.all))).total,
    };
  }

  private best(): { readonly turn: ClosedTurn; readonly summary: LatencySummary } | undefined {
    return this.closed
      .map((turn) => ({ turn, summary: summarize(turn.samples) }))
      .sort((one, other) => other.summary.throughputRps - one.summary.throughputRps)[0];
  }
}

function point(summary: LatencySummary, x: 'throughputRps' | 'offeredRps'): [number, number][] {
  return summary.p95Ms === undefined ? [] : [[summary[x], summary.p95Ms]];
}
