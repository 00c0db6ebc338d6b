import { isTradeoffRun, UserError, type BenchmarkResult, type Run } from '../../contract';
import type { EngineComparison } from '../../report';
import { counterpartsOf, measuredRun, type MeasuredModel, predictMeasured } from '../../scaling/simulate';
import type { EngineAnswer, KeptOfRun } from './answer';
import { simulationThreads } from '../simulation/threads';
import { engineComparison } from './page';

/** Workload and autoscaler of a result. Throws a UserError that says why there is no model. */
type ModelOf = (result: BenchmarkResult, profile: string) => MeasuredModel;

/** As many as `./lab simulate --measured` takes. */
const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1);

/**
 * Every result of a run whose pods were scaled, beside those of other engines for the same question, each with its prediction.
 *
 * @param kept runs that others are taken from
 */
export async function compareEngines(run: Run, kept: readonly Run[], modelOf: ModelOf): Promise<EngineComparison[]> {
  const all = kept.flatMap((one) => one.results.map((result): KeptOfRun => ({ startedAt: one.startedAt, result, run: one })));
  const scaled = all.filter(({ result }) => isScaled(result));
  const comparisons: EngineComparison[] = [];
  for (const result of run.results.filter(isScaled)) {
    const counterparts = counterpartsOf(result, scaled);
    const own = await answerOf({ startedAt: run.startedAt, result, run }, all, modelOf);
    const others: EngineAnswer[] = [];
    for (const { kept: other } of counterparts) if (other !== undefined) others.push(await answerOf(other, all, modelOf));
    comparisons.push(engineComparison(own, others, counterparts));
  }
  return comparisons;
}

/** Whether something scaled the pods of a result, and it holds what is compared. */
function isScaled(result: BenchmarkResult): boolean {
  if (result.kind !== 'autoscaling' || isTradeoffRun(result.name) || result.subject.scaling === undefined) return false;
  try {
    measuredRun(result.name, result);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** What was measured and its prediction, or why there is none. */
async function answerOf(one: KeptOfRun, all: readonly KeptOfRun[], modelOf: ModelOf): Promise<EngineAnswer> {
  const { result, run } = one;
  const measured = measuredRun(one.startedAt, result);
  try {
    const options = { elsewhere: elsewhere(one, all), seeds: SEEDS, threads: simulationThreads };
    const prediction = await predictMeasured(measured, modelOf(result, run.profile), options);
    return { ...one, measured, prediction };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...one, measured, prediction: error.parts.problem };
  }
}

/** Benchmarks of the same engine that say what a request costs when the run itself does not: its own first, then the newest. */
function elsewhere({ run, result }: KeptOfRun, all: readonly KeptOfRun[]): BenchmarkResult[] {
  const others = all.map((kept) => kept.result).filter(({ environment }) => environment.engine === result.environment.engine);
  return [...run.results, ...others.reverse()];
}
