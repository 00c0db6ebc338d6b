import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { runChild } from '../child';
import { LAB_DIR, LOGS_DIR, REPO } from '../paths';

/** The installer of Python packages; the only Python version pinned outside the lockfiles, since it reads them. */
const UV_VERSION = '0.13.9';
const UV = join(LAB_DIR, 'tools', 'bin', 'uv');
const FIX = 'Check that PyPI can be reached and that the disk has space, then run the command again.';

export interface HostPython {
  readonly command: string;
  /** `3.11` */
  readonly version: string;
}

export interface Lock {
  /** From the root of the repository. */
  readonly file: string;
  /** Declared dependencies are not installed; the lock holds only the packages themselves. */
  readonly withoutDependencies: boolean;
}

/** A folder of Python packages that holds exactly what its locks say. */
export interface PythonEnvironment {
  /** For logs: letters, digits and dashes. */
  readonly name: string;
  readonly folder: string;
  readonly locks: readonly Lock[];
}

export interface SetupContext {
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

export function interpreterOf(environment: Pick<PythonEnvironment, 'folder'>): string {
  return join(environment.folder, 'bin', 'python');
}

/** True when the environment was made from the committed locks by this interpreter version. */
export function environmentReady(environment: PythonEnvironment, python: HostPython): boolean {
  const stamp = stampFile(environment);
  return (
    existsSync(stamp) && existsSync(interpreterOf(environment)) && readFileSync(stamp, 'utf8') === stampOf(environment, python)
  );
}

/** Makes the environment. Nothing is done when it is there already. */
export async function prepareEnvironment(
  environment: PythonEnvironment,
  python: HostPython,
  context: SetupContext,
): Promise<void> {
  if (environmentReady(environment, python)) return;
  const run = (step: string, command: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> =>
    runChild(command, { signal: context.signal, logFile: join(LOGS_DIR, `python-${step}.log`), env, fix: FIX });
  await prepareUv(python, run, context.note);
  rmSync(stampFile(environment), { force: true });
  await run(`${environment.name}-env`, [
    UV,
    'venv',
    '--quiet',
    '--allow-existing',
    '--python',
    python.command,
    environment.folder,
  ]);
  const env = { ...process.env, VIRTUAL_ENV: environment.folder, UV_SYSTEM_CERTS: 'true', UV_NATIVE_TLS: 'true' };
  for (const { file, withoutDependencies } of environment.locks) {
    context.note(`installing the Python packages from ${file}`);
    const install = [UV, 'pip', 'install', '--require-hashes', ...(withoutDependencies ? ['--no-deps'] : [])];
    const step = `${environment.name}-${file.replace(/[^a-z0-9]+/gi, '-')}`;
    await run(step, [...install, '--python', interpreterOf(environment), '-r', join(REPO, file)], env);
  }
  writeFileSync(stampFile(environment), stampOf(environment, python));
}

type RunStep = (step: string, command: readonly string[]) => Promise<string>;

async function prepareUv(python: HostPython, run: RunStep, note: (text: string) => void): Promise<void> {
  const { failed, stdout } = execaSync(UV, ['--version'], { reject: false });
  if (!failed && stdout.includes(UV_VERSION)) return;
  note(`installing uv ${UV_VERSION}`);
  mkdirSync(LAB_DIR, { recursive: true });
  const tools = join(LAB_DIR, 'tools');
  await run('venv', [python.command, '-m', 'venv', '--clear', tools]);
  await run('uv', [join(tools, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`]);
}

function stampFile({ folder }: PythonEnvironment): string {
  return join(folder, '.lab-stamp');
}

function stampOf({ locks }: PythonEnvironment, python: HostPython): string {
  const hash = createHash('sha256').update(UV_VERSION).update(python.version);
  for (const { file } of locks) hash.update(readFileSync(join(REPO, file)));
  return hash.digest('hex').slice(0, 16);
}
