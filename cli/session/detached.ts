import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../contract';
import { LOGS_DIR } from '../paths';

/**
 * `--keep`: the whole command runs in another process that outlives this one. This process shows its output
 * until it says that the measuring is done; ctrl-C until then stops it like any other run.
 */
const MARKER = 'LAB_DETACHED';
const POLL_MS = 100;

export function isDetached(): boolean {
  return process.env[MARKER] === '1';
}

interface Done {
  readonly exitCode: number;
}

/** Starts this same command detached and follows it. Returns the exit code it reports. */
export async function detach(signal: AbortSignal): Promise<number> {
  mkdirSync(LOGS_DIR, { recursive: true });
  const logFile = join(LOGS_DIR, 'up.log');
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    detached: true,
    env: { ...process.env, [MARKER]: '1' },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const follow = followFile(logFile, (text) => process.stdout.write(text));
  const forward = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', forward, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('message', (message) => {
        child.disconnect();
        child.unref();
        resolve((message as Done).exitCode);
      });
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? ExitCode.failure));
    });
  } finally {
    signal.removeEventListener('abort', forward);
    follow.stop();
  }
}

/** In the detached process: tells the follower that measuring is done, then waits until somebody asks this process to stop. */
export async function reportDetached(exitCode: number, signal: AbortSignal): Promise<void> {
  process.send?.({ exitCode } satisfies Done);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function followFile(file: string, onText: (text: string) => void): { stop: () => void } {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  const drain = (): void => {
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer))
      onText(buffer.toString('utf8', 0, read));
  };
  const timer = setInterval(drain, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      drain();
      closeSync(descriptor);
    },
  };
}
