import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Interrupted } from '../interrupt';
import { runProgram } from '../manifests/run-program';
import { exceededError } from './exceeded';
import { DEFAULT_TIME_LIMIT_SECONDS, MOST_MEMORY_GIB, NOTES_FILE_DESCRIPTOR } from './limits';
import { noteReader, type Activity, type Note } from './notes';

const COMMANDS: readonly (string | undefined)[] = ['diff', 'lint'];
/** Flags of Node that a child gets, too. */
const PASSED_ON: readonly string[] = ['--enable-source-maps'];
/** Of values that have just been made. Most of a tree lives until the end; in a smaller space it would be copied more often. */
const YOUNG_MEMORY_MIB = 64;
const CHILD = join(__dirname, 'child.js');
/** How V8 begins to say that it has no memory left, at length. */
const OUT_OF_MEMORY = /<--- Last few GCs|FATAL ERROR: /;

/** Whether a command runs in a child. Without compiled code (tests run on TypeScript) everything runs here. */
export function isLimited([command]: readonly string[]): boolean {
  return COMMANDS.includes(command) && existsSync(CHILD);
}

/**
 * Runs a command in a child and returns its exit code.
 *
 * @param words of the command line
 * @param signal ends the child at once
 * @param memoryGib most memory for values
 * @throws UserError when it takes too much time or memory, or is interrupted
 */
export async function runLimited(
  words: readonly string[],
  signal: AbortSignal,
  memoryGib: number = MOST_MEMORY_GIB,
): Promise<number> {
  const flags = [
    ...process.execArgv.filter((flag) => PASSED_ON.includes(flag)),
    `--max-old-space-size=${memoryGib * 1024}`,
    `--max-semi-space-size=${YOUNG_MEMORY_MIB}`,
  ];
  // A group of its own, so that git and commands of --render end with it.
  const child = spawn(process.execPath, [...flags, CHILD, ...words], {
    detached: true,
    stdio: ['inherit', 'inherit', 'pipe', 'pipe'],
  });
  const limits = new Limits(child);
  const abort = (): void => limits.end(new Interrupted());
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const ended = await new Promise<{ readonly code: number | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code }));
  });
  signal.removeEventListener('abort', abort);
  return limits.outcome(ended.code, memoryGib);
}

/** Watches a child, and knows why it was ended. */
class Limits {
  private activity: Activity | undefined;
  private readonly checkouts: Extract<Note, { kind: 'checkout' }>[] = [];
  private readonly temporary: string[] = [];
  private readonly startedAtMs = Date.now();
  private reason: Error | undefined;
  private isOutOfMemory = false;
  private isOver = false;
  private timer = this.timerOf(DEFAULT_TIME_LIMIT_SECONDS);

  public constructor(private readonly child: ChildProcess) {
    const read = noteReader((one) => this.heard(one));
    const notes = child.stdio[NOTES_FILE_DESCRIPTOR] as NodeJS.ReadableStream;
    notes.setEncoding('utf8');
    notes.on('data', read);
    child.stderr?.on('data', (text: Buffer) => {
      this.isOutOfMemory ||= OUT_OF_MEMORY.test(text.toString('utf8'));
      if (!this.isOutOfMemory && this.reason === undefined) process.stderr.write(text);
    });
  }

  public end(reason: Error): void {
    this.reason ??= reason;
    this.kill('SIGTERM');
    // Where it listens it has removed its temporary files and ended what it started by then.
    setTimeout(() => this.kill('SIGKILL'), GRACE_MS).unref();
  }

  private kill(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined || this.isOver) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // It has just ended by itself.
    }
  }

  /** @param code null when a signal ended the child, as the kernel does when memory runs out */
  public outcome(code: number | null, memoryGib: number): number {
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.reason === undefined && code !== null && !this.isOutOfMemory) return code;
    this.removeLeftovers();
    throw this.reason ?? exceededError({ of: 'memory', gib: memoryGib }, this.activity);
  }

  private heard(one: Note): void {
    if (one.kind === 'activity') this.activity = one;
    if (one.kind === 'temporary-folder') this.temporary.push(one.folder);
    if (one.kind === 'checkout') this.checkouts.push(one);
    if (one.kind === 'time-limit') {
      clearTimeout(this.timer);
      this.timer = this.timerOf(one.seconds);
    }
  }

  private timerOf(seconds: number): NodeJS.Timeout {
    const leftMs = this.startedAtMs + seconds * 1000 - Date.now();
    return setTimeout(() => this.end(exceededError({ of: 'time', seconds }, this.activity)), Math.min(leftMs, LONGEST_TIMER_MS));
  }

  private removeLeftovers(): void {
    for (const folder of this.temporary) rmSync(folder, { recursive: true, force: true });
    for (const { worktree, repository } of this.checkouts) {
      if (!existsSync(dirname(worktree))) continue;
      rmSync(dirname(worktree), { recursive: true, force: true });
      // It is locked while git fills it, and stays so when git is ended in the middle of that.
      runProgram('sh', ['-c', 'git worktree unlock "$0" 2>&1; git worktree prune', worktree], { cwd: repository });
    }
  }
}

/** How long a child may take to end by itself. */
const GRACE_MS = 300;
/** A longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
