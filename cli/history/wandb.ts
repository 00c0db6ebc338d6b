import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '../child';
import { LAB_DIR, LOGS_DIR, REPO } from '../paths';
import { findPython } from '../setup/python';
import { interpreterOf, prepareEnvironment, type PythonEnvironment } from '../setup/python-environment';
import { nothingKept } from './runs';

/** Its packages are installed only for those who ask for W&B. */
const ENVIRONMENT: PythonEnvironment = {
  name: 'wandb',
  folder: join(LAB_DIR, 'envs', 'wandb'),
  locks: [{ file: 'python/requirements-wandb.lock', withoutDependencies: false }],
};

/**
 * Logs the last run of a results folder: online with WANDB_API_KEY, else into its folder `wandb`. Returns what was done.
 *
 * @throws UserError when no run is kept, or W&B refuses
 */
export async function logToWandb(results: string, signal: AbortSignal, note: (text: string) => void): Promise<string> {
  const document = join(results, 'latest', 'results.json');
  if (!existsSync(document)) throw nothingKept(document);
  await prepareEnvironment(ENVIRONMENT, findPython(process.env), { signal, note });
  const program = join(REPO, 'cli', 'history', 'log_to_wandb.py');
  const printed = await runChild([interpreterOf(ENVIRONMENT), program, document, join(results, 'wandb')], {
    signal,
    logFile: join(LOGS_DIR, 'wandb.log'),
    fix: 'Without WANDB_API_KEY, or with WANDB_MODE=offline, nothing is sent.',
  });
  return printed.trimEnd().split('\n').at(-1) ?? '';
}
