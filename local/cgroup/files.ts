import { rmdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from '../machine/files';

/** False when the kernel does not have the file, refuses the value or does not permit it. */
export function tryWrite(file: string, value: string | number): boolean {
  try {
    writeFileSync(file, String(value));
    return true;
  } catch {
    return false;
  }
}

export function pidsIn(directory: string): number[] {
  return (readIfThere(join(directory, 'cgroup.procs')) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

/** A cgroup on disk: one directory in v2, one for every hierarchy in v1. */
export abstract class CgroupDirectories {
  protected constructor(public readonly directories: readonly string[]) {}

  public pids(): number[] {
    return [...new Set(this.directories.flatMap(pidsIn))];
  }

  public async remove(): Promise<void> {
    for (const directory of this.directories) await removeCgroup(directory);
  }
}

/** Removes cgroups in `parent` whose name begins like this and that hold no process. */
export function sweepEmpty(parent: string, prefix: string): void {
  for (const name of childrenOf(parent).filter((one) => one.startsWith(`${prefix}-`))) {
    const directory = join(parent, name);
    for (const path of [...childrenOf(directory).map((child) => join(directory, child)), directory]) {
      try {
        rmdirSync(path);
      } catch {
        // It holds processes, or belongs to another user.
      }
    }
  }
}

function childrenOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

const REMOVE_TRIES = 100;
const REMOVE_PAUSE_MS = 20;

/**
 * Removes a cgroup with its children. For a moment after the last process ends the kernel refuses, so this retries
 * for two seconds. False when it is still there after that.
 */
export async function removeCgroup(directory: string): Promise<boolean> {
  for (const child of childrenOf(directory)) await removeCgroup(join(directory, child));
  for (let tries = 0; tries < REMOVE_TRIES; tries++) {
    try {
      rmdirSync(directory);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS));
    }
  }
  return false;
}
