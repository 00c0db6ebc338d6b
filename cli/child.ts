import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../contract';
import type { CommandOptions } from '../tools/from-packages';

export interface ChildOptions extends CommandOptions {
  /**
   * A command that takes longer is ended, and has failed.
   * @default - no limit
   */
  readonly limitSeconds?: number;
}

const TAIL_LINES = 15;
/** How long a process group may take to end once it is asked to. */
const GRACE_MS = 10_000;

/** For execa: a process group of its own, whose whole output goes to a file as well. A failure is a result. */
export function loggedGroup(log: { readonly file: string; readonly append?: boolean }) {
  return {
    extendEnv: false,
    stdin: 'ignore',
    stdout: ['pipe', log],
    stderr: ['pipe', log],
    all: true,
    stripFinalNewline: false,
    detached: true,
    reject: false,
  } as const;
}

/** Runs a command in its own process group, which is ended whole on abort and past the limit. A failure throws its last lines. */
export async function runChild([program = '', ...args]: readonly string[], options: ChildOptions): Promise<string> {
  const { signal, limitSeconds, logFile } = options;
  signal.throwIfAborted();
  mkdirSync(dirname(logFile), { recursive: true });
  const child = execa(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
    ...loggedGroup({ file: logFile }),
  });
  const timers: NodeJS.Timeout[] = [];
  const stop = (): void => {
    endGroup(child.pid, 'SIGTERM');
    timers.push(setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MS));
  };
  const late = new AbortController();
  late.signal.addEventListener('abort', stop, { once: true });
  signal.addEventListener('abort', stop, { once: true });
  if (limitSeconds !== undefined) timers.push(setTimeout(() => late.abort(), limitSeconds * 1000));
  const tail: string[] = [];
  try {
    for await (const line of child.iterable({ from: 'all' })) {
      if (line.trim() === '') continue;
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine?.(line);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    for (const timer of timers) clearTimeout(timer);
  }
  const ended = await child;
  signal.throwIfAborted();
  const isLate = late.signal.aborted;
  if (ended.failed || isLate) {
    const noSpace = /ENOSPC|No space left on device/i.test(ended.all);
    const end = ended.exitCode === undefined ? (ended.signal ?? ended.originalMessage) : `exit code ${ended.exitCode}`;
    const said = tail.length === 0 ? 'It printed nothing.' : ['Its last lines:', ...tail.map((line) => `    ${line}`)].join('\n');
    throw new UserError({
      where: [program, ...args].join(' '),
      problem: noSpace
        ? 'ran out of disk space.'
        : `${isLate ? `did not end within ${limitSeconds} s and was ended` : `failed (${end})`}. ${said}`,
      fix: noSpace
        ? 'Free some space and run the command again; finished steps are kept.'
        : `${options.fix} The whole log is ${logFile}.`,
      code: noSpace ? 'disk-too-small' : 'command-failed',
    });
  }
  return ended.all;
}

/** Sends a signal to a process and those that it started. */
export function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Already gone between the decision and here.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
