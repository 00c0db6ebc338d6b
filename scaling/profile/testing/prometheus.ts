import { stepCount, type PrometheusApi, type Series, type TimeRange } from '../prometheus';

/** A Prometheus for tests that knows a service with log-uniform latencies, in the lab's own metrics. */
export interface ExampleMetrics {
  /** By step. */
  readonly rps: readonly number[];
  readonly pods: readonly number[];
  readonly cpuMsPerRequest: number;
  /** Requests take this long or up to twice as long, evenly. */
  readonly serviceMs: number;
  readonly scrapeSeconds: number;
  readonly resets: number;
}

export const EXAMPLE: ExampleMetrics = {
  rps: [20, 20, 20, 20, 60, 60, 60, 60, 60, 60, 20, 20],
  pods: [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2],
  cpuMsPerRequest: 12,
  serviceMs: 10,
  scrapeSeconds: 5,
  resets: 0,
};

const BOUNDS_SECONDS = [0.005, 0.01, 0.0125, 0.015, 0.0175, 0.02, 0.05];

/** Answers by the metric that a query names; what it does not know is empty. */
export class ExamplePrometheus implements PrometheusApi {
  public readonly asked: string[] = [];

  public constructor(private readonly metrics: ExampleMetrics = EXAMPLE) {}

  public range(query: string, range: TimeRange): Promise<readonly Series[]> {
    this.asked.push(query);
    return Promise.resolve(this.series(query, range));
  }

  public instant(query: string, atSeconds: number): Promise<readonly Series[]> {
    this.asked.push(query);
    const { scrapeSeconds, resets } = this.metrics;
    if (query.startsWith('sum(resets(')) return Promise.resolve([{ labels: {}, points: [[atSeconds, resets]] }]);
    if (query.startsWith('count by')) {
      const isKnown = query.includes('lab_request_seconds');
      return Promise.resolve(isKnown ? [{ labels: { job: 'api', route: '/v1/predict' }, points: [[atSeconds, 1]] }] : []);
    }
    const samples = Array.from({ length: 5 }, (_, index) => [atSeconds - (4 - index) * scrapeSeconds, index] as const);
    return Promise.resolve([{ labels: {}, points: samples }]);
  }

  private series(query: string, range: TimeRange): Series[] {
    const { rps, pods, cpuMsPerRequest, serviceMs } = this.metrics;
    const line = (values: readonly number[], labels: Series['labels'] = {}): Series[] => [
      { labels, points: values.slice(0, stepCount(range)).map((value, step) => [this.at(range, step), value] as const) },
    ];
    if (query.includes('job="other"') || query.includes('nobody')) return [];
    if (query.includes('status=~')) return line(rps.map((rate) => 0.01 * rate));
    if (query.includes('request_seconds_count')) return line(rps);
    if (/seconds_sum/.test(query)) return line(rps.map((rate) => (rate * 1.5 * serviceMs) / 1000));
    if (/seconds_bucket/.test(query))
      return [...BOUNDS_SECONDS, Infinity].flatMap((le) => {
        const share = Math.min(1, Math.max(0, (1000 * le - serviceMs) / serviceMs));
        return line(
          rps.map((rate) => rate * share),
          { le: Number.isFinite(le) ? String(le) : '+Inf' },
        );
      });
    if (query.includes('cpu_seconds')) return line(rps.map((rate) => (rate * cpuMsPerRequest) / 1000));
    return query.includes('up{') ? line(pods) : [];
  }

  private at({ fromSeconds, stepSeconds }: TimeRange, step: number): number {
    return fromSeconds + (step + 1) * stepSeconds;
  }
}
