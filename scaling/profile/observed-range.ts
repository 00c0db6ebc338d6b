import { derive, type Derived } from './derive';
import { observe, type Observation } from './observe';
import type { PrometheusApi } from './prometheus';
import { queriesOf, type OwnQueries, type Subject } from './queries';
import { scrapeInterval, stepsOf } from './steps';

/** What is asked of a Prometheus about one range. */
export interface RangeRequest {
  readonly preset: string;
  readonly subject: Subject;
  readonly own: OwnQueries;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** undefined: as fine as the scrapes allow, at most 240 steps. */
  readonly stepSeconds: number | undefined;
  readonly timeoutMs: number;
}

/** A range as it was observed, and what follows from that without any simulation. */
export interface ObservedRange {
  readonly observation: Observation;
  readonly derived: Derived;
  readonly stepSeconds: number;
  readonly scrapeSeconds: number;
}

/** @throws UserError for a range, a step, a query or an answer that cannot be used */
export async function observedRange(api: PrometheusApi, request: RangeRequest): Promise<ObservedRange> {
  const { fromSeconds, toSeconds, subject } = request;
  const queries = queriesOf(request.preset, subject, request.own);
  const seenSeconds = queries.counter === undefined ? undefined : await scrapeInterval(api, queries.counter, toSeconds);
  const { stepSeconds, scrapeSeconds, windowSeconds } = stepsOf(toSeconds - fromSeconds, request.stepSeconds, seenSeconds);
  const steps = Math.floor((toSeconds - fromSeconds) / stepSeconds);
  const range = { fromSeconds: toSeconds - steps * stepSeconds, toSeconds, stepSeconds };
  const observation = await observe(api, queries, range, { windowSeconds });
  return { observation, derived: derive(observation, request.timeoutMs), stepSeconds, scrapeSeconds };
}
