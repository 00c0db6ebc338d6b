import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPO } from './lab';

const POD_COMMANDS = ['lab_fastapi', 'build/apps/queue/', 'build/benchmarks/', 'valkey-server', 'redis-server'];

/** Command lines of pod processes of this checkout that are still alive, and run-time files that should be gone. */
export function leftovers(): string[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => belongsHere(pid))
    .map((pid) => commandLine(pid))
    .filter((command) => POD_COMMANDS.some((part) => command.includes(part)));
  const files = [join(REPO, '.lab', 'run', 'state.json'), join(REPO, '.lab', 'run', 'pods')].filter(existsSync);
  return [...processes, ...files];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process ended while it was looked at.
    return '';
  }
}

function commandLine(pid: string): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

function belongsHere(pid: string): boolean {
  return commandLine(pid).includes(REPO) || read(`/proc/${pid}/environ`).includes(REPO);
}
