import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../contract';

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Whole output goes here; the last lines are shown when the command fails. */
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
  /** Shown when the command fails. */
  readonly fix: string;
  /** A command that has not ended by then is ended, and has failed. Without it there is no limit. */
  readonly limitSeconds?: number;
}

const TAIL_LINES = 15;
/** What a process group gets between the request to end and its end. */
const GRACE_MS = 10_000;

/**
 * Runs a command to its end in its own process group, which is ended whole on abort and past the limit. Throws a UserError with the last
 * lines when it fails.
 */
export async function runChild(command: readonly string[], options: ChildOptions): Promise<string> {
  options.signal.throwIfAborted();
  const [program = '', ...args] = command;
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const timers: NodeJS.Timeout[] = [];
  const stop = (): void => {
    endGroup(child, 'SIGTERM');
    timers.push(setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS));
  };
  options.signal.addEventListener('abort', stop, { once: true });
  const { limitSeconds } = options;
  const late = new AbortController();
  late.signal.addEventListener('abort', stop, { once: true });
  if (limitSeconds !== undefined) timers.push(setTimeout(() => late.abort(), limitSeconds * 1000));
  const tail: string[] = [];
  let output = '';
  const read = (chunk: Buffer): void => {
    log.write(chunk);
    const text = chunk.toString('utf8');
    output += text;
    for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine?.(line);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(async () => {
    options.signal.removeEventListener('abort', stop);
    for (const timer of timers) clearTimeout(timer);
    await new Promise<void>((resolve) => log.end(resolve));
  });
  const isLate = late.signal.aborted;
  options.signal.throwIfAborted();
  if (code !== 0 || isLate) {
    const noSpace = /ENOSPC|No space left on device/i.test(output);
    throw new UserError({
      where: command.join(' '),
      problem: noSpace
        ? 'ran out of disk space.'
        : `${isLate ? `did not end within ${limitSeconds} s and was ended` : `failed (exit code ${code ?? 'none'})`}. Its last lines:\n${tail.map((line) => `    ${line}`).join('\n')}`,
      fix: noSpace
        ? 'Free some space and run the command again; finished steps are kept.'
        : `${options.fix} The whole log is ${options.logFile}.`,
      exit: 'environment',
    });
  }
  return output;
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Already gone between the decision and here.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
