import { spawn } from 'node:child_process';
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
}

const TAIL_LINES = 15;

/** Runs a set-up command to its end in its own process group, which is ended whole on abort. Throws a UserError with the last lines when it fails. */
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
  const stop = (): void => {
    if (child.pid !== undefined) endGroup(child.pid);
  };
  options.signal.addEventListener('abort', stop, { once: true });
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
  }).finally(() => {
    options.signal.removeEventListener('abort', stop);
    log.end();
  });
  options.signal.throwIfAborted();
  if (code !== 0) {
    const noSpace = /ENOSPC|No space left on device/i.test(output);
    throw new UserError({
      where: command.join(' '),
      problem: noSpace
        ? 'ran out of disk space.'
        : `failed (exit code ${code ?? 'none'}). Its last lines:\n${tail.map((line) => `    ${line}`).join('\n')}`,
      fix: noSpace
        ? 'Free some space and run the command again; finished steps are kept.'
        : `${options.fix} The whole log is ${options.logFile}.`,
      exit: 'environment',
    });
  }
  return output;
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // Already gone between the abort and here.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
