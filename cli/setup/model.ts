import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execaSync } from 'execa';
import { UserError, type Lab } from '../../contract';
import { runChild } from '../child';
import { cacheDir, LOGS_DIR, REPO } from '../paths';
import { findPython, preparePython, PYTHON } from './python';

const ENVIRONMENT = {
  ...process.env,
  PYTHONPATH: ['model', 'inference'].map((app) => join(REPO, 'apps', app, 'src')).join(delimiter),
  HF_HUB_OFFLINE: '1',
};

/** Runs a `lab_model` command of apps/model and returns what it prints. Its own errors are already written for people. */
export function modelCommand(args: readonly string[]): string {
  const answer = execaSync(PYTHON, ['-m', 'lab_model', ...args], { env: ENVIRONMENT, cwd: REPO, reject: false });
  if (!answer.failed) return answer.stdout;
  const [problem = 'failed', ...fix] = (answer.stderr || (answer.originalMessage ?? 'failed')).split('\n');
  throw new UserError({
    code: 'model-wrong',
    where: `model ${args[0] ?? ''}`,
    problem,
    ...(fix.length > 0 ? { fix: fix.join('\n  ') } : {}),
  });
}

/** Folder of the artifact that belongs to this checkout: its name is a hash of weights, head and builder. */
export function modelDir(): string {
  return join(cacheDir(process.env), 'model', modelCommand(['key']).trim());
}

/** Builds the artifact unless it is in the cache. Every byte in the cache is checked against its manifest before it is used. */
export async function prepareModel(signal: AbortSignal, note: (text: string) => void): Promise<string> {
  const folder = modelDir();
  if (existsSync(join(folder, 'manifest.json'))) {
    modelCommand(['check', folder]);
    return folder;
  }
  note('building the ONNX graph from the MiniLM weights');
  mkdirSync(join(folder, '..'), { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    await runChild([PYTHON, '-m', 'lab_model', 'build', '--out', unfinished], {
      signal,
      env: ENVIRONMENT,
      cwd: REPO,
      logFile: join(LOGS_DIR, 'model.log'),
      fix: 'Remove the cache folder and run the command again.',
    });
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** The same when the Python environment may not be there yet. */
export async function setUpModel(signal: AbortSignal, note: (text: string) => void): Promise<string> {
  await preparePython(findPython(process.env), signal, note);
  return prepareModel(signal, note);
}

/** The artifact that `model.variant` names: FP32, or a variant made from it once and kept beside it. */
export async function prepareServedModel(
  variant: Lab['model']['variant'],
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<string> {
  const base = await prepareModel(signal, note);
  if (variant === 'fp32') return base;
  note(`model variant ${variant}`);
  const printed = await runChild([PYTHON, '-m', 'lab_model', 'variant', variant, '--base', base], {
    signal,
    env: ENVIRONMENT,
    cwd: REPO,
    logFile: join(LOGS_DIR, 'model-variant.log'),
    fix: 'Remove the cache folder and run the command again.',
  });
  return printed.trimEnd().split('\n').at(-1) ?? '';
}
