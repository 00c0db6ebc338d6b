import { phaseRates, type Scenario } from '../../contract/scenario';
import type { RequestKind } from '../load/request';
import type { Samples } from '../load/samples';
import type { Context, Measured } from './context';
import { summarize, type LatencySummary } from './latency';
import { nextRate, type SearchStep } from './slo-search';

export interface SearchResult {
  readonly rows: Measured['rows'];
  readonly all: Samples[];
  /** Offered load of the highest step within the SLO, requests per second; 0 when no step was. */
  readonly maxRpsWithinSlo: number;
}

/** Offers one constant load after another. The main scenario counts as the first step when its rate is constant. */
export async function searchMaxRps(
  { benchmark, input, generators }: Context<'load'>,
  kind: RequestKind,
  scenario: Scenario,
  saturationRps: number,
  main: LatencySummary,
): Promise<SearchResult> {
  const { slo } = input;
  const within = ({ p95Ms, errorRate }: LatencySummary): boolean =>
    p95Ms !== undefined && p95Ms <= slo.p95Ms && errorRate <= slo.errorRate;
  const mainRate = constantRate(scenario);
  const steps: SearchStep[] = mainRate === undefined ? [] : [{ rps: mainRate, withinSlo: within(main) }];
  const measured: { rps: number; summary: LatencySummary }[] = mainRate === undefined ? [] : [{ rps: mainRate, summary: main }];
  const all: Samples[] = [];
  for (let step = 1; step <= benchmark.sloSteps; step++) {
    const rps = nextRate(saturationRps, steps);
    if (rps === undefined) break;
    const { arrivals, timeoutMs, seed } = scenario;
    const phases = [{ seconds: benchmark.sloStepSeconds, rps }];
    const samples = await generators.send({ phases, arrivals, timeoutMs, seed: (seed + step) % 2 ** 32 }, kind);
    const summary = summarize(samples);
    all.push(samples);
    steps.push({ rps, withinSlo: within(summary) });
    measured.push({ rps, summary });
  }
  const lowestBroken = Math.min(...steps.filter((step) => !step.withinSlo).map((step) => step.rps));
  const held = measured.filter(({ rps, summary }) => within(summary) && rps < lowestBroken);
  return {
    all,
    maxRpsWithinSlo: Math.max(0, ...held.map(({ summary }) => summary.offeredRps)),
    rows: measured
      // By the load that was offered in fact: with random arrivals two targets close together may have changed places.
      .sort((one, other) => one.summary.offeredRps - other.summary.offeredRps)
      .map(({ summary: { offeredRps, throughputRps, p50Ms, p95Ms, p99Ms, errorRate }, summary }) => ({
        offeredRps,
        throughputRps,
        p50Ms: p50Ms ?? null,
        p95Ms: p95Ms ?? null,
        p99Ms: p99Ms ?? null,
        errorRate,
        withinSlo: within(summary),
      })),
  };
}

/** The one rate of an open-loop scenario; undefined when it changes. */
function constantRate(scenario: Scenario): number | undefined {
  const rates = new Set(scenario.phases.map(phaseRates).flatMap(({ from, to }) => [from, to]));
  const [rate] = rates;
  return scenario.concurrency === undefined && rates.size === 1 && rate !== undefined && rate > 0 ? rate : undefined;
}
