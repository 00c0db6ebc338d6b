import { execa } from 'execa';
import { UserError } from '../contract/user-error';

/** The first line that a program prints; undefined when it does not start or fails. */
export async function firstLine(program: string, args: readonly string[]): Promise<string | undefined> {
  const ended = await execa(program, args, { timeout: 20_000, reject: false });
  return ended.failed ? undefined : ended.stdout.split('\n')[0]?.trim();
}

/** A load tool failed. */
export class ToolFailure extends Error {}

/**
 * Runs a load tool to its end.
 *
 * @param limitMs it is killed after this time
 * @throws ToolFailure with the last line it wrote
 */
export async function runToEnd(program: string, args: readonly string[], folder: string, limitMs: number): Promise<void> {
  const ended = await execa(program, args, {
    cwd: folder,
    stdin: 'ignore',
    all: true,
    timeout: limitMs,
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (!ended.failed) return;
  const end = ended.exitCode ?? ended.signal;
  if (end === undefined) throw new ToolFailure(ended.shortMessage);
  const last = ended.all.trim().split('\n').at(-1) ?? '';
  throw new ToolFailure(`ended with ${end}${last === '' ? '' : `: ${last}`}`);
}

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Lines of standard error as they come: a child's progress. */
  readonly onLine?: (line: string) => void;
  /** Named in errors. */
  readonly where: string;
}

const TAIL_LINES = 8;

/**
 * Runs a program to its end and parses its standard output as JSON.
 *
 * @throws UserError with its last lines when it fails
 */
export async function jsonOf([program = '', ...args]: readonly string[], options: ChildOptions): Promise<unknown> {
  const child = execa(program, args, { env: options.env ?? process.env, extendEnv: false, stdin: 'ignore', reject: false });
  const lines: string[] = [];
  for await (const line of child.iterable({ from: 'stderr' })) {
    if (line.trim() === '') continue;
    lines.push(line);
    options.onLine?.(line);
  }
  const ended = await child;
  if (!ended.failed) return JSON.parse(ended.stdout);
  const end = ended.exitCode === undefined ? ended.signal : `exit code ${ended.exitCode}`;
  const problem =
    end === undefined
      ? `did not start: ${ended.originalMessage}`
      : `ended with ${end}.\n  ${lines.slice(-TAIL_LINES).join('\n  ')}`;
  throw new UserError({ where: options.where, problem, code: 'load-tool-failed' });
}
