import { join } from 'node:path';
import { jsonOf } from '../../child';
import { FEWEST_CALLS, roundOrder, type CallShape, type Plan } from '../plan';
import type { InputSpec, MeasureReply, MeasureRequest } from './messages';

/** One variant to measure. */
export interface Subject {
  readonly name: string;
  readonly model: string;
  readonly isOptimized: boolean;
}

/** The result of one fresh process. */
export interface Observation extends MeasureReply {
  readonly variant: string;
  readonly threads: number;
  readonly round: number;
}

/** Carries out one request in a fresh process; a parameter so that tests need no model. */
export type Measure = (request: MeasureRequest) => Promise<MeasureReply>;

/** The compiled entry beside this file; a process cannot be started from TypeScript. */
const COMPILED_ENTRY = join(__dirname, 'process-entry.js');

export const measureInFreshProcess: Measure = async (request) =>
  (await jsonOf([process.execPath, COMPILED_ENTRY, JSON.stringify(request)], {
    where: `measuring ${request.model}`,
  })) as MeasureReply;

/**
 * Rounds over the variants, one fresh process each, in ABBA order, so that effects of the
 * process before, or of a bad minute, hit all variants alike.
 *
 * @param rounds number of the first round and how many; numbers of later calls go on, so that rounds stay distinct
 */
export async function measureRounds(
  subjects: readonly Subject[],
  shapes: readonly CallShape[],
  rounds: { readonly first: number; readonly count: number },
  inputs: readonly InputSpec[],
  plan: Plan,
  measure: Measure,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  const threadCounts = [...new Set(shapes.map(({ threads }) => threads))];
  for (let round = rounds.first; round < rounds.first + rounds.count; round++)
    for (const threads of threadCounts)
      for (const subject of roundOrder(subjects, round)) {
        const reply = await measure({
          model: subject.model,
          isOptimized: subject.isOptimized,
          inputs,
          threads,
          shapes: shapes.filter((shape) => shape.threads === threads),
          calls: plan.callsPerShape,
          fewestCalls: FEWEST_CALLS,
          secondsPerShape: plan.secondsPerShape,
        });
        observations.push({ ...reply, variant: subject.name, threads, round });
      }
  return observations;
}
