import { execFile, spawn } from 'node:child_process';

/** First line of what a program prints; undefined when it does not start or fails. */
export function firstLine(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 20_000 }, (error, output) => {
      resolve(error === null ? output.split('\n')[0]?.trim() : undefined);
    });
  });
}

/** A load tool that ended in another way than it should. */
export class ToolFailure extends Error {}

const TAIL_CHARACTERS = 2000;

/**
 * Runs a load tool to its end.
 *
 * @param limitMs it is killed after this time
 * @throws ToolFailure with the last line it wrote
 */
export async function runToEnd(program: string, args: readonly string[], folder: string, limitMs: number): Promise<void> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithParent);
  let tail = '';
  const read = (chunk: Buffer): void => void (tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS));
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const timer = setTimeout(endWithParent, limitMs);
  try {
    const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', (error) => reject(new ToolFailure(error.message)));
      child.once('close', (exitCode, signal) => resolve(exitCode ?? signal));
    });
    if (code === 0) return;
    const last = tail.trim().split('\n').at(-1) ?? '';
    throw new ToolFailure(`ended with ${code === null ? 'no exit code' : code}${last === '' ? '' : `: ${last}`}`);
  } finally {
    clearTimeout(timer);
    process.removeListener('exit', endWithParent);
  }
}
