import { execFileSync } from 'node:child_process';

const MOST_OUTPUT_BYTES = 1024 * 1024 * 1024;
const LIMIT_MS = 10 * 60_000;

interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv;
}

/** What a program prints. @throws when it fails, takes ten minutes, or prints a gibibyte */
export function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions & { readonly encoding: 'buffer' },
): Buffer;
export function runProgram(program: string, args: readonly string[], options: RunOptions): string;
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, input = '', env = process.env, encoding }: RunOptions & { readonly encoding?: 'buffer' },
): Buffer | string {
  const output = execFileSync(program, args, {
    cwd,
    env,
    input: Buffer.from(input),
    encoding: 'buffer',
    maxBuffer: MOST_OUTPUT_BYTES,
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return encoding === 'buffer' ? output : output.toString('utf8');
}

/** What the program said last, or why it did not run. */
export function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message?: string };
  const said = (stderr?.toString('utf8') ?? '').trim().split('\n').slice(-5).join('\n  ');
  return said === '' ? (message ?? String(error)) : said;
}
