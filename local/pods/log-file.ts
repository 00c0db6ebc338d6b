import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 64 * 1024;

/** Last lines of a log; empty when there is none. */
export function tail(file: string, lines: number): string[] {
  const end = readFrom(file, -TAIL_BYTES).text.replace(/\n$/, '');
  return end === '' ? [] : end.split('\n').slice(-lines);
}

/** Text from a byte offset (from the end when negative) and the offset after it. */
function readFrom(file: string, offset: number): { readonly text: string; readonly next: number } {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    // The container has not started yet.
    return { text: '', next: Math.max(0, offset) };
  }
  try {
    const { size } = fstatSync(descriptor);
    const start = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
    const buffer = Buffer.alloc(size - start);
    const read = readSync(descriptor, buffer, 0, buffer.length, start);
    return { text: buffer.toString('utf8', 0, read), next: start + read };
  } finally {
    closeSync(descriptor);
  }
}

/** Returns whole lines as they come; the caller decides when to `poll`. */
export class LogFollower {
  private offset = 0;
  private rest = '';

  public constructor(
    private readonly file: string,
    private readonly onLine: (line: string) => void,
  ) {}

  public poll(): void {
    const { text, next } = readFrom(this.file, this.offset);
    this.offset = next;
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(line);
  }

  /** The last line may be incomplete. */
  public finish(): void {
    this.poll();
    if (this.rest !== '') this.onLine(this.rest);
    this.rest = '';
  }
}
