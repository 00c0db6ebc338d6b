import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../contract/user-error';
import { jsonOf } from '../child';
import { explainedSchema, judgedSchema, madeSchema, type Explained, type Judged, type Made } from './judged';

/** The model that one pass examines. */
export interface Examined {
  readonly task: 'spam' | 'digits' | 'own';
  readonly own: string | null;
  readonly candidate: string | null;
}

/** The Python side: makes variants and judges their answers. An interface so that tests need no Python. */
export interface JobA {
  make(examined: Examined, variants: readonly string[]): Promise<Made>;
  judge(examined: Examined, variants: readonly string[], split: Judged['split'], samples: number | null): Promise<Judged>;
  explain(examined: Examined, variants: readonly string[]): Promise<Explained>;
}

/**
 * Runs `python -m lab_quantization` with the artifact in MODEL_DIR and the interpreter in LAB_PYTHON.
 *
 * @throws UserError when MODEL_DIR is not set
 */
export function pythonJobA(env: NodeJS.ProcessEnv, onLine: (line: string) => void): JobA {
  const base = env['MODEL_DIR'];
  if (base === undefined || base === '')
    throw new UserError({
      where: 'environment variable MODEL_DIR',
      problem: 'is not set: it names the folder of the model artifact.',
      fix: './lab bench quantization sets it; by hand: MODEL_DIR=$(./lab model build | tail -n 1).',
      code: 'model-wrong',
    });
  const run = (command: string, examined: Examined, variants: readonly string[], more: readonly string[]): Promise<unknown> =>
    jsonOf(
      [
        env['LAB_PYTHON'] ?? 'python3',
        '-m',
        'lab_quantization',
        command,
        '--task',
        examined.task,
        '--base',
        base,
        '--cache',
        cacheFolder(base),
        '--variants',
        variants.join(','),
        ...(examined.own === null ? [] : ['--own', examined.own]),
        ...(examined.candidate === null ? [] : ['--candidate', examined.candidate]),
        ...more,
      ],
      // Each process of Job A uses one core; a thread per core in each of them would be too many.
      { env: { ...env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }, onLine, where: `quantization, ${command}` },
    );
  return {
    make: async (examined, variants) => madeSchema.parse(await run('make', examined, variants, [])),
    judge: async (examined, variants, split, samples) =>
      judgedSchema.parse(
        await run('judge', examined, variants, ['--split', split, ...(samples === null ? [] : ['--samples', String(samples)])]),
      ),
    explain: async (examined, variants) => explainedSchema.parse(await run('explain', examined, variants, [])),
  };
}

/** Beside the artifact, where the next run finds them; a pod's file system cannot be written there. */
function cacheFolder(modelDir: string): string {
  const beside = dirname(modelDir);
  try {
    accessSync(beside, constants.W_OK);
    return beside;
  } catch {
    return join(tmpdir(), 'lab-variants');
  }
}
