import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../contract';
import { openCgroups, type Cgroups } from './cgroup';
import { AddressBlock } from './machine/addresses';
import { makeFolder, writingTo } from './machine/files';
import { takeLock, type Lock } from './machine/locks';
import type { LocalClusterOptions } from './options';
import { cleanOrphans } from './state/orphans';
import { readState } from './state/state';

/** What an engine takes of the machine before it runs anything. */
export interface HostResources {
  readonly runId: string;
  readonly runDir: string;
  readonly logDir: string;
  readonly runLock: Lock;
  readonly addresses: AddressBlock;
  readonly cgroups: Cgroups;
}

/** The local engine gives every pod its own loopback address, which only Linux has without configuration. */
export function requireLinux(platform: NodeJS.Platform): void {
  if (platform === 'linux') return;
  throw new UserError({
    code: 'linux-needed',
    where: `this machine (${platform})`,
    problem: 'the local engine needs Linux: it gives every pod a loopback address of its own.',
    fix: 'Use a Linux machine, WSL 2 or a Linux container; `npx cdk8s synth` works everywhere.',
  });
}

async function lockRunDir(runDir: string): Promise<Lock> {
  const lock = await takeLock(`run/${createHash('sha256').update(runDir).digest('hex').slice(0, 32)}`);
  if (lock !== undefined) return lock;
  const pid = readState(runDir)?.engine.pid;
  throw new UserError({
    where: runDir,
    problem: `a lab runs here already${pid === undefined ? '' : ` (pid ${pid})`}.`,
    fix: 'Change it: ./lab apply. Or stop it first: ./lab down.',
    code: 'lab-running',
  });
}

/** Makes a folder and removes what an earlier lab left in it. */
function freshFolder(folder: string, isLeftOver: (name: string) => boolean): void {
  makeFolder(folder);
  writingTo(folder, () => {
    for (const name of readdirSync(folder).filter(isLeftOver)) rmSync(join(folder, name), { recursive: true, force: true });
    // A folder that exists may still be one that this user cannot write to.
    const probe = join(folder, '.write-check');
    mkdirSync(probe);
    rmSync(probe, { recursive: true });
  });
}

/** Takes the run folder, ends orphans of an earlier engine in it, and takes addresses and cgroups. When it throws, it holds nothing. */
export async function takeHostResources(options: LocalClusterOptions): Promise<HostResources> {
  requireLinux(process.platform);
  const runDir = resolve(options.runDir);
  const logDir = resolve(options.logDir ?? join(runDir, 'logs'));
  makeFolder(runDir);
  const runLock = await lockRunDir(runDir);
  let addresses: AddressBlock | undefined;
  try {
    const ended = await cleanOrphans(runDir);
    if (ended.length > 0) options.log(`ended ${ended.length} processes that an earlier lab left behind`);
    makeFolder(runDir);
    freshFolder(logDir, (name) => name.endsWith('.log'));
    for (const name of ['pods', 'claims']) freshFolder(join(runDir, name), () => true);
    options.signal?.throwIfAborted();
    addresses = await AddressBlock.take(options.addressBlock);
    const runId = randomUUID();
    return {
      runId,
      runDir,
      logDir,
      runLock,
      addresses,
      cgroups: openCgroups(`ml-scaling-lab-${addresses.block}`, runId.slice(0, 8)),
    };
  } catch (error) {
    await addresses?.release();
    await runLock.release();
    throw error;
  }
}
