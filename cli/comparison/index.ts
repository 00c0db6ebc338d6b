import { existsSync } from 'node:fs';
import { UserError, type Run } from '../../contract';
import type { EngineComparison } from '../../report';
import { readRuns } from '../history/runs';
import { measuredReader } from '../measured';
import { LAB_YAML } from '../paths';
import { compareEngines } from './compare-engines';

/** The autoscaling benchmarks of a run beside the runs of other engines that a results folder keeps, and beside predictions. */
export async function compareWithKept(run: Run, resultsDir: string, labFile: string = LAB_YAML): Promise<EngineComparison[]> {
  return compareWith(run, existsSync(resultsDir) ? readRuns(resultsDir) : [], labFile);
}

/** The same with given runs. */
export async function compareWith(run: Run, others: readonly Run[], labFile: string = LAB_YAML): Promise<EngineComparison[]> {
  // A lab is rendered once for all its results.
  const readers = new Map<string, ReturnType<typeof measuredReader>>();
  return compareEngines(run, others, (result, profile) => {
    const { engine } = result.environment;
    const key = `${profile} on ${engine}`;
    const read = readers.get(key) ?? measuredReader({ labFile, profile, engine });
    readers.set(key, read);
    const { model, cautions } = read(result.name, result);
    const [changed] = cautions;
    if (changed !== undefined)
      throw new UserError({ where: result.name, problem: `cannot be simulated: ${changed}.`, code: 'not-modelled' });
    return model;
  });
}
