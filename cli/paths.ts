import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Root of the checkout: this file runs from build/cli, and in tests from cli. */
export const REPO = holderOf('lab.yaml', __dirname);

/** The lab that runs when no other is named. */
export const LAB_YAML = join(REPO, 'lab.yaml');

function holderOf(file: string, folder: string): string {
  return existsSync(join(folder, file)) || folder === dirname(folder) ? folder : holderOf(file, dirname(folder));
}

/** Things that can be made again: Python wheels, model artifacts. */
export function cacheDir(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'ml-scaling-lab');
}

/** Everything a run leaves in the checkout (ignored by git). */
export const LAB_DIR = join(REPO, '.lab');
export const RUN_DIR = join(LAB_DIR, 'run');
export const LOGS_DIR = join(LAB_DIR, 'logs');
/** One file per pod of the last run. */
export const POD_LOGS_DIR = join(LOGS_DIR, 'pods');
export const RESULTS_DIR = join(REPO, 'results');
export const VENV_DIR = join(REPO, '.venv');
