import { readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { UserError } from '../../contract';
import { readIfThere } from './files';
import { allPids, processStat } from './proc';

export type BindOutcome = 'free' | 'in-use' | 'not-permitted';

/** Tries to listen and stops at once. Also finds a listener on all addresses (0.0.0.0 or ::). */
export function tryBind(host: string, port: number): Promise<BindOutcome> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('in-use');
      else if (error.code === 'EACCES') resolve('not-permitted');
      else reject(error);
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

export interface Listener {
  /** As the kernel prints it: hexadecimal, each 32 bits in host byte order. */
  readonly addressHex: string;
  readonly port: number;
  readonly inode: string;
}

const LISTEN = '0A';

/** Listening sockets in a text of /proc/net/tcp or tcp6. */
export function parseListeners(text: string): Listener[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map((fields) => {
      const [addressHex = '', portHex = ''] = (fields[1] ?? '').split(':');
      return { addressHex, port: Number.parseInt(portHex, 16), inode: fields[9] ?? '' };
    });
}

/** `127.64.0.1` -> `0100407F` as /proc/net/tcp shows it on a little-endian machine. */
export function addressHex(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((byte) => Number(byte).toString(16).padStart(2, '0').toUpperCase())
    .join('');
}

/** Who listens on this port at this address or at all addresses; undefined when this user may not know. */
export function ownerOf(host: string, port: number): { readonly pid: number; readonly command: string } | undefined {
  const wildcardOrHost = (listener: Listener): boolean =>
    listener.port === port && (/^0+$/.test(listener.addressHex) || listener.addressHex === addressHex(host));
  // A machine without IPv6 has no tcp6.
  const listeners = ['tcp', 'tcp6'].flatMap((table) => parseListeners(readIfThere(`/proc/net/${table}`) ?? ''));
  const inodes = new Set(listeners.filter(wildcardOrHost).map((one) => one.inode));
  const pid = inodes.size === 0 ? undefined : allPids().find((candidate) => holdsSocket(candidate, inodes));
  return pid === undefined ? undefined : { pid, command: processStat(pid)?.command ?? 'unknown' };
}

function holdsSocket(pid: number, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    // Another user's process.
    return false;
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    // Closed meanwhile.
    return '';
  }
}

/** Throws a UserError that names who has the port. `subject` says for whom it is needed: `Pod/fastapi-0`. */
export async function requireFreePort(subject: string, host: string, port: number): Promise<void> {
  const outcome = await tryBind(host, port);
  if (outcome === 'free') return;
  if (outcome === 'not-permitted')
    throw new UserError({
      where: subject,
      problem: `this user may not open port ${port}.`,
      fix: 'Use a port of 1024 or more.',
      code: 'port-unusable',
    });
  const owner = ownerOf(host, port);
  const by = owner === undefined ? 'another process (of another user)' : `pid ${owner.pid} (${owner.command})`;
  throw new UserError({
    where: subject,
    problem: `port ${port} on ${host} is in use by ${by}.`,
    fix: 'Stop that process, or give the service another port in lab.yaml.',
    code: 'port-taken',
  });
}
