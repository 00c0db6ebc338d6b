import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../contract';

/** Where released files are kept, and by what they are known. */
export interface Releases {
  /** Folder of downloaded files; what is in it needs no network. */
  readonly cache: string;
  /** JSON: SHA-256 by address, committed. The first download is recorded there, and verified ever after. */
  readonly lockFile: string;
}

type Lock = Readonly<Record<string, string>>;

const TIMEOUT_MS = 60_000;

/**
 * The text of a released file, from the cache or its address.
 *
 * @throws UserError when it cannot be had, or is not the file that it was
 */
export async function releasedText(address: string, releases: Releases): Promise<string> {
  const wanted = lockOf(releases)[address];
  const file = cachedAt(address, releases);
  if (existsSync(file)) {
    const kept = readFileSync(file);
    if (wanted === undefined || digestOf(kept) === wanted) return recorded(address, kept, releases);
    // Somebody else's file under that name.
    rmSync(file);
  }
  const downloaded = await download(address, file);
  const found = digestOf(downloaded);
  if (wanted !== undefined && found !== wanted)
    throw new UserError({
      code: 'release-changed',
      where: address,
      problem: `is not the file that it was: its SHA-256 is ${found}, and ${basename(releases.lockFile)} has ${wanted}.`,
      fix: 'A release does not change by itself. If it was published anew and you trust that, take its line out of that file.',
    });
  mkdirSync(releases.cache, { recursive: true });
  // Under another name first, so that the file appears whole or not at all.
  writeFileSync(`${file}.${process.pid}`, downloaded);
  renameSync(`${file}.${process.pid}`, file);
  return recorded(address, downloaded, releases);
}

/** `releases/1f2e3d4c5b6a-serving-core.yaml` */
export function cachedAt(address: string, { cache }: Pick<Releases, 'cache'>): string {
  return join(cache, `${digestOf(address).slice(0, 12)}-${basename(new URL(address).pathname)}`);
}

function recorded(address: string, content: Buffer, releases: Releases): string {
  const lock = lockOf(releases);
  if (lock[address] === undefined) {
    const all = Object.entries({ ...lock, [address]: digestOf(content) }).sort(([one], [other]) => (one < other ? -1 : 1));
    writeFileSync(releases.lockFile, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  }
  return content.toString('utf8');
}

function lockOf({ lockFile }: Releases): Lock {
  return existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as Lock) : {};
}

async function download(address: string, file: string): Promise<Buffer> {
  let reason: string;
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
    reason = `the server answered ${answer.status}`;
  } catch (error) {
    const { message, cause } = error as Error & { readonly cause?: { readonly code?: string; readonly message?: string } };
    reason = cause?.code ?? cause?.message ?? message;
  }
  throw new UserError({
    code: 'release-unreachable',
    where: address,
    problem: `cannot be downloaded (${reason}), and is not in the cache.`,
    fix: [
      `Put the file there by hand: ${file}`,
      'On Debian 12 as root, ./lab up --on kind --from-packages builds the product instead of downloading it.',
    ].join('\n  '),
  });
}

function digestOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
