import type { BenchmarkResult, Environment, Series } from '../../../contract/result';
import { scenarioSeconds, type Scenario } from '../../../contract/scenario';
import { UserError } from '../../../contract/user-error';
import { median } from '../../../contract/statistics';

/** What an autoscaling benchmark saw, second by second from the start of its load. */
export interface MeasuredRun {
  readonly name: string;
  readonly service: string;
  readonly engine: Environment['engine'];
  readonly scenario: Scenario;
  /** Length of the observation: the load and what came after it. */
  readonly seconds: number;
  /** Seconds of the first phase, which a prediction may be calibrated on. */
  readonly firstPhaseSeconds: number;
  /** By second; NaN where there is none. */
  readonly offered: readonly number[];
  readonly answered: readonly number[];
  readonly errors: readonly number[];
  readonly p95Ms: readonly number[];
  readonly cpuCores: readonly number[];
  readonly readyPods: readonly number[];
  /** CPU of one pod that does nothing, millicores: before the load, or else in the first phase; 0 where it was never seen. */
  readonly idleCpuMillis: number;
  /** From the start of its container until a pod that was there before the load was ready; undefined where that was not seen. */
  readonly startupSeconds: number | undefined;
  /** Over the whole load. */
  readonly totalP95Ms: number;
  /** Why the numbers are not what a quiet machine would have shown. */
  readonly cautions: readonly string[];
}

/**
 * Reads a result of kind autoscaling.
 *
 * @param file only for messages
 * @throws UserError when it is of another kind, or lacks what is compared
 */
export function measuredRun(file: string, result: BenchmarkResult): MeasuredRun {
  const wrong = (problem: string): UserError =>
    new UserError({
      where: `${file}  ${result.name}`,
      problem,
      fix: 'Take results.json of ./lab up --profile hpa, knative or keda.',
      code: 'result-unfit',
    });
  const { scenario, series, metrics } = result;
  const { offeredRps, replicas } = series;
  const [first] = scenario?.phases ?? [];
  if (result.kind !== 'autoscaling' || scenario === null || first === undefined)
    throw wrong('is not a result of an autoscaling benchmark.');
  if (offeredRps === undefined || replicas === undefined || metrics['p95Ms'] === undefined)
    throw wrong('has no load, no replicas or no latency: the pods were not observed, or nothing was answered.');
  const startSeconds = startOf(offeredRps);
  const seconds = Math.floor((replicas.points.at(-1)?.[0] ?? 0) - startSeconds);
  if (seconds < scenarioSeconds(scenario)) throw wrong('ends before its load does.');
  const bySecond = (one: Series | undefined): number[] => atSeconds(one, startSeconds, seconds);
  const [offered, answered, readyPods] = [bySecond(offeredRps), bySecond(series['throughputRps']), held(bySecond(replicas))];
  const isQuiet = (second: number): boolean => second < first.seconds && offered[second] === 0 && answered[second] === 0;
  const quietCores = quietCpu(series['cpuCores'], startSeconds, isQuiet).map(
    ([second, cores]) => cores / Math.max(1, readyPods[second] ?? 1),
  );
  const quietMillis = quietCores.length === 0 ? 0 : 1000 * median(quietCores);
  return {
    name: result.name,
    service: result.subject.service,
    engine: result.environment.engine,
    scenario,
    seconds,
    firstPhaseSeconds: first.seconds,
    offered,
    answered,
    errors: bySecond(series['errors']),
    p95Ms: bySecond(series['p95Ms']),
    cpuCores: bySecond(series['cpuCores']),
    readyPods,
    idleCpuMillis: metrics['idleCpuMillis'] ?? quietMillis,
    startupSeconds: metrics['startupSeconds'],
    totalP95Ms: metrics['p95Ms'],
    cautions: result.marks.filter(({ mark }) => mark !== 'errors').map(({ mark, reason }) => `${mark}: ${reason}`),
  };
}

/** A window's time is its start; the first window has requests. */
function startOf({ points: [first] }: Series): number {
  return first?.[0] ?? 0;
}

/** A result has whole milliseconds, which binary fractions miss by a little. */
const ROUNDING_SECONDS = 0.0005;

function atSeconds(series: Series | undefined, startSeconds: number, seconds: number): number[] {
  const values = new Array<number>(seconds).fill(Number.NaN);
  for (const [at, value] of series?.points ?? []) {
    const second = Math.floor(at - startSeconds + ROUNDING_SECONDS);
    if (second >= 0 && second < seconds) values[second] = value;
  }
  return values;
}

/** A look tells the CPU used since the look before it. One this close to the edge of a second counts as on it. */
const EDGE_SECONDS = 0.05;

/** The looks that saw an idle service, with the second in which they end. */
function quietCpu(
  series: Series | undefined,
  startSeconds: number,
  isQuiet: (second: number) => boolean,
): (readonly [second: number, cores: number])[] {
  const looks = (series?.points ?? []).map(([at, cores]) => [at - startSeconds, cores] as const);
  return looks.flatMap(([to, cores], index): (readonly [number, number])[] => {
    const from = looks[index - 1]?.[0];
    if (from === undefined) return [];
    const [begin, end] = [Math.floor(from + EDGE_SECONDS), Math.floor(to - EDGE_SECONDS)];
    const covered = Array.from({ length: end - begin + 1 }, (_, offset) => begin + offset);
    return covered.every(isQuiet) ? [[end, cores]] : [];
  });
}

/** Seconds that were not seen repeat the one before them. */
function held(values: readonly number[]): number[] {
  let last = values.find((value) => !Number.isNaN(value)) ?? 0;
  return values.map((value) => (last = Number.isNaN(value) ? last : value));
}
