import { UserError } from '../../contract';
import { bucketHistogram, type BucketHistogram } from './histogram';
import { onGrid, onlySeries, refuseCounter, withoutGaps, type NamedQuery } from './grid';
import { stepCount, timeText, type PrometheusApi, type Series, type TimeRange } from './prometheus';
import { withWindow, type LatencyUnit, type Queries } from './queries';
import type { Steps } from './steps';

/** What Prometheus says about a range, step by step. */
export interface Observation {
  readonly range: TimeRange;
  readonly rps: Float64Array;
  /** Failed requests per second; undefined when they are not counted. */
  readonly errors: Float64Array | undefined;
  readonly latency: LatencySteps;
  readonly service: LatencySteps | undefined;
  /** CPU of all pods, cores. */
  readonly cores: Float64Array | undefined;
  readonly replicas: Float64Array | undefined;
  /** What was repaired, for the reader. */
  readonly notes: readonly string[];
}

export interface LatencySteps {
  /** Of all requests in some steps. */
  over(steps: readonly number[]): BucketHistogram;
}

/**
 * Asks for everything a profile needs.
 *
 * @throws UserError when a series that is needed is empty, has gaps, or is not a rate
 */
export async function observe(
  api: PrometheusApi,
  queries: Queries,
  range: TimeRange,
  { windowSeconds }: Pick<Steps, 'windowSeconds'>,
): Promise<Observation> {
  const notes: string[] = [];
  const ask = async (query: string): Promise<readonly Series[]> => api.range(withWindow(query, windowSeconds), range);
  const line = async (named: NamedQuery, isNeeded: Needed): Promise<Float64Array | undefined> => {
    const series = onlySeries(await ask(named.query), named);
    if (series === undefined) {
      if (isNeeded === 'needed') throw await empty(api, named, range);
      if (isNeeded === 'zero') return new Float64Array(stepCount(range));
      notes.push(`${named.name}: no data, so it is left out: ${named.query}`);
      return undefined;
    }
    const values = onGrid(series, range);
    refuseCounter(values, named);
    if (isNeeded === 'zero') return values.map((value) => (Number.isNaN(value) ? 0 : value));
    const { values: whole, filled } = withoutGaps(values, range, named);
    if (filled > 0) notes.push(`${named.name}: ${filled} of ${values.length} steps were missing and are filled in`);
    return whole;
  };
  const maybe = async (name: string, query: string | undefined, isNeeded: Needed): Promise<Float64Array | undefined> =>
    query === undefined ? undefined : line({ name, query }, isNeeded);

  const rps = await line({ name: 'requests per second (--rps-query)', query: queries.rps }, 'needed');
  if (rps?.some((value) => value > 0) !== true) throw silent(queries.rps, range);
  const latency = await latencySteps('latency (--latency-query)', queries.latency, queries.latencySum, 'needed');
  if (latency === undefined) throw await empty(api, { name: 'latency (--latency-query)', query: queries.latency }, range);
  const observation = {
    range,
    rps,
    latency,
    service: await latencySteps('work on a request', queries.service, queries.serviceSum, 'wanted'),
    errors: await maybe('failed requests (--errors-query)', queries.errors, 'zero'),
    cores: await maybe('CPU (--cpu-query)', queries.cpu, 'wanted'),
    replicas: await maybe('replicas (--replicas-query)', queries.replicas, 'wanted'),
  };
  if (queries.counter !== undefined) notes.push(...(await resetNotes(api, queries.counter, range)));
  return { ...observation, notes };

  async function latencySteps(
    name: string,
    query: string | undefined,
    sumQuery: string | undefined,
    isNeeded: Needed,
  ): Promise<LatencySteps | undefined> {
    if (query === undefined) return undefined;
    const series = await ask(query);
    if (series.length === 0) {
      if (isNeeded === 'wanted') notes.push(`${name}: no data, so it is left out: ${query}`);
      return undefined;
    }
    const sums = sumQuery === undefined ? undefined : onlySeries(await ask(sumQuery), { name, query: sumQuery });
    return readBuckets(series, sums, { name, query }, queries.latencyUnit, range);
  }
}

/** What missing data means: an error, a note, or zero. */
type Needed = 'needed' | 'wanted' | 'zero';

const MS_PER: Readonly<Record<LatencyUnit, number>> = { s: 1000, ms: 1 };

function readBuckets(
  series: readonly Series[],
  sums: Series | undefined,
  { name, query }: NamedQuery,
  unit: LatencyUnit,
  range: TimeRange,
): LatencySteps {
  const columns = new Map<number, Float64Array>();
  for (const one of series) {
    const le = one.labels['le'];
    const bound = le === '+Inf' ? Infinity : Number(le ?? 'none');
    if (Number.isNaN(bound))
      throw new UserError({
        where: name,
        problem: `must give one series per bucket, with the label le${le === undefined ? '' : ` as a number (it is "${le}")`}: ${query}`,
        fix: 'For example: sum by (le) (rate(http_request_duration_seconds_bucket[$window])). Native histograms are not read.',
        code: 'query-wrong',
      });
    const boundMs = bound * MS_PER[unit];
    if (columns.has(boundMs))
      throw new UserError({
        where: name,
        problem: `gives several series for le="${le ?? ''}": ${query}`,
        fix: 'Put sum by (le) (…) around it.',
        code: 'query-wrong',
      });
    const values = onGrid(one, range);
    refuseCounter(values, { name, query });
    columns.set(boundMs, values.map(finite));
  }
  if (!columns.has(Infinity))
    throw new UserError({
      where: name,
      problem: `has no bucket le="+Inf", so nobody knows how many requests there were: ${query}`,
      fix: 'Do not filter on le.',
      code: 'query-wrong',
    });
  const sumColumn = sums && onGrid(sums, range).map(finite);
  return {
    over: (steps) => {
      const total = (column: Float64Array): number =>
        range.stepSeconds * steps.reduce((sum, step) => sum + (column[step] ?? 0), 0);
      const buckets = [...columns].map(([leMs, column]) => ({ leMs, count: total(column) }));
      const count = buckets.find(({ leMs }) => leMs === Infinity)?.count ?? 0;
      const meanMs = sumColumn === undefined || count <= 0 ? undefined : (total(sumColumn) * MS_PER[unit]) / count;
      return bucketHistogram(buckets, meanMs);
    },
  };
}

/** A step without requests has no rate, or 0 / 0. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Resets (restarts) that rate() bridges; what was counted between the last scrape and the restart is lost. */
async function resetNotes(api: PrometheusApi, counter: string, range: TimeRange): Promise<string[]> {
  const seconds = Math.round(range.toSeconds - range.fromSeconds);
  const answers = await api.instant(`sum(resets(${withWindow(counter, seconds)}))`, range.toSeconds);
  const resets = Math.round(answers[0]?.points[0]?.[1] ?? 0);
  return resets > 0
    ? [
        `counters were reset ${resets === 1 ? 'once' : `${resets} times`} (restarts); requests between the last scrape and a restart are not counted`,
      ]
    : [];
}

function silent(query: string, range: TimeRange): UserError {
  return new UserError({
    where: 'requests per second (--rps-query)',
    problem: `is 0 at all ${stepCount(range)} steps from ${timeText(range.fromSeconds)} to ${timeText(range.toSeconds)}: ${query}`,
    fix: 'Choose a range with traffic: --from, --to, --last.',
    code: 'query-empty',
  });
}

const METRIC = /([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{([^}]*)\}/;
const MOST_SHOWN = 5;

/** Says whether the metric is unknown, or only its labels do not match. */
async function empty(api: PrometheusApi, { name, query }: NamedQuery, range: TimeRange): Promise<UserError> {
  const [, metric, matchers = ''] = METRIC.exec(query) ?? [];
  const at = `from ${timeText(range.fromSeconds)} to ${timeText(range.toSeconds)}`;
  const problem = `gives nothing ${at}: ${query}`;
  if (metric === undefined)
    return new UserError({ where: name, problem, fix: 'Try it in the Prometheus page first.', code: 'query-empty' });
  const labels = [...matchers.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)/g)].flatMap(([, label]) => label ?? []);
  const seconds = Math.round(range.toSeconds - range.fromSeconds);
  const found = await api.instant(`count by (${labels.join(', ')}) (last_over_time(${metric}[${seconds}s]))`, range.toSeconds);
  const shown = found.slice(0, MOST_SHOWN).map(({ labels: values }) => {
    const pairs = labels.map((label) => `${label}="${values[label] ?? ''}"`);
    return `{${pairs.join(', ')}}`;
  });
  return new UserError({
    where: name,
    problem,
    fix:
      found.length === 0
        ? `Nobody exports ${metric} there: choose another --preset or give your own query.`
        : `${metric} is there, but with other labels: ${shown.join(' or ')}. See --name, --namespace and --select.`,
    code: 'query-empty',
  });
}
