import { gunzipSync } from 'node:zlib';
import { UserError } from '../../contract/user-error';

export interface TraceLine {
  /** From 1. */
  readonly line: number;
  /** Parsed JSON, of unknown shape. */
  readonly value: unknown;
}

const NEWLINE = 0x0a;

/** gzip says so in its first two bytes; the file's name does not matter. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function malformed(file: string, line: number | undefined, problem: string): UserError {
  const where = line === undefined ? file : `${file}:${line}`;
  return new UserError({
    where,
    problem,
    fix: 'A trace file has one JSON object per line, plain or gzip-compressed.',
    code: 'document-wrong',
  });
}

function parseLine(file: string, line: number, text: string): TraceLine | undefined {
  if (text.trim() === '') return undefined;
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch (error) {
    throw malformed(file, line, `is not JSON: ${(error as Error).message}`);
  }
}

/**
 * The traces of a file held in memory, one after the other.
 *
 * @param file only for messages
 * @throws UserError naming file and line when a line is not JSON, or the file when its compression is broken
 */
export function* parseTraces(file: string, bytes: Buffer): Generator<TraceLine> {
  const plain = isGzip(bytes) ? gunzip(file, bytes) : bytes;
  let line = 0;
  for (let start = 0; start < plain.length;) {
    const newline = plain.indexOf(NEWLINE, start);
    const end = newline === -1 ? plain.length : newline;
    const parsed = parseLine(file, ++line, plain.toString('utf8', start, end));
    if (parsed !== undefined) yield parsed;
    start = end + 1;
  }
}

function gunzip(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw malformed(file, undefined, `is broken gzip: ${(error as Error).message}`);
  }
}
