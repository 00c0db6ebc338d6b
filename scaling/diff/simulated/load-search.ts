import { scenarioSchema, type Scenario } from '../../../contract';
import { clientTimeoutMs, requestsOf, type SimulationConfig, type Threads } from '../../simulate';
import type { LoadThatMatters, PredictionRow } from '../schema';
import { affordsStep, isOver, type Effort } from './effort';
import { pairedMetrics } from './paired-metrics';
import { derivedSeeds } from './seeds';

/** What a search for the load at which users notice a change goes by. */
export interface LoadSearch {
  /** Requests per second that nobody has to scale for. */
  readonly lowRps: number;
  /** Keep the most pods of either side busy. */
  readonly highRps: number;
  readonly configs: (scenario: Scenario) => { readonly base: SimulationConfig; readonly head: SimulationConfig };
  /** What is compared, as text, for its seeds. */
  readonly about: string;
  readonly threads: Threads;
  readonly effort: Effort;
}

type Found = Pick<LoadThatMatters, 'usersFromRps' | 'triedRps' | 'isUpToCapacity' | 'at'>;

const GRID = 7;
const BISECTIONS = 3;
const RUNS = 6;
/** Above what all pods can take, so that a maximum shows. */
const BEYOND = 1.2;
/** Best first. A p95 that changes within the SLO is nothing that anybody notices. */
const NOTICED = ['withinSloShare', 'errorRate'] as const;
const TESTS = (GRID + BISECTIONS) * NOTICED.length;

/** A minute at a low load, then four at a higher one. */
function stepTo(rps: number, lowRps: number): Scenario {
  return scenarioSchema.parse({
    phases: [
      { seconds: 60, rps: Math.min(lowRps, rps) },
      { seconds: 240, rps },
    ],
  });
}

/**
 * The smallest load to which a step makes a difference that users notice: a grid of loads upwards, then bisection between the last at
 * which they do not and the first at which they do. Effects that come and go between two loads of the grid are missed.
 */
export async function searchLoad(search: LoadSearch): Promise<Found> {
  const top = BEYOND * Math.max(search.highRps, search.lowRps);
  const factor = (top / search.lowRps) ** (1 / (GRID - 1));
  let below = 0;
  for (let index = 0; index < GRID; index++) {
    const rps = search.lowRps * factor ** index;
    const row = await noticed(rps, search);
    if (row === 'not tried') return { usersFromRps: null, triedRps: rounded(below), isUpToCapacity: false, at: null };
    if (row !== undefined) return await refined(search, { below, above: rps, row });
    below = rps;
  }
  return { usersFromRps: null, triedRps: rounded(top), isUpToCapacity: true, at: null };
}

interface Bracket {
  readonly below: number;
  readonly above: number;
  readonly row: PredictedMetric;
}

async function refined(search: LoadSearch, { below, above, row }: Bracket): Promise<Found> {
  let [low, high, at] = [below, above, row];
  for (let step = 0; step < BISECTIONS && low > 0; step++) {
    const middle = Math.sqrt(low * high);
    const found = await noticed(middle, search);
    if (found === 'not tried') break;
    if (found === undefined) low = middle;
    else [high, at] = [middle, found];
  }
  const { metric, limitMs, base, head } = at;
  return {
    usersFromRps: rounded(high),
    triedRps: rounded(above),
    isUpToCapacity: false,
    at: { metric, limitMs, base: base.value, head: head.value },
  };
}

type PredictedMetric = Omit<PredictionRow, 'pods' | 'scenario'>;

/** The metric by which users notice a difference at a load; undefined where they notice none. */
async function noticed(rps: number, search: LoadSearch): Promise<PredictedMetric | undefined | 'not tried'> {
  const scenario = stepTo(rps, search.lowRps);
  if (isOver(search.effort) || !affordsStep(requestsOf(scenario), RUNS)) return 'not tried';
  const { base, head } = search.configs(scenario);
  const seeds = derivedSeeds(search.about, RUNS);
  const rows = pairedMetrics(await search.threads.run(base, seeds), await search.threads.run(head, seeds), {
    patienceMs: clientTimeoutMs(base.load),
    tests: TESTS,
    counted: 'requests',
  });
  return NOTICED.flatMap((metric) => rows.find((row) => row.metric === metric && row.change.verdict === 'changed') ?? [])[0];
}

/** To two digits: the search is no more exact. */
function rounded(rps: number): number {
  return Number(rps.toPrecision(2));
}
