import { readdirSync } from 'node:fs';
import { readIfThere } from './files';

/** Clock ticks per second in /proc; Linux has shown user space 100 on every architecture since 2.6. */
export const TICKS_PER_SECOND = 100;

/** A process, identified even if its pid is reused later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: start, in clock ticks after boot. */
  readonly startTicks: number;
}

export interface ProcessStat extends ProcessIdentity {
  readonly command: string;
  readonly state: string;
  readonly groupId: number;
  readonly sessionId: number;
  /** User and system time of the process and of its children that have ended and been waited for, seconds. */
  readonly cpuSeconds: number;
  readonly residentPages: number;
}

/** Undefined when there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** One line of /proc/<pid>/stat; the command may hold blanks and brackets. */
export function parseStat(line: string): ProcessStat | undefined {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = line.slice(close + 2).split(' ');
  // The first of `fields` is field 3 of proc(5).
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(line, 10),
    command: line.slice(open + 1, close),
    state: fields[0] ?? '',
    groupId: field(5),
    sessionId: field(6),
    cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND,
    startTicks: field(22),
    residentPages: field(24),
  };
}

export function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

export function allProcesses(): ProcessStat[] {
  return allPids().flatMap((pid) => processStat(pid) ?? []);
}

/** False for a zombie: it holds no socket, memory or file any more. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = processStat(identity.pid);
  return stat !== undefined && stat.startTicks === identity.startTicks && stat.state !== 'Z';
}

/** Changes with every boot, so that pids of an earlier boot are never taken for processes of this one. */
export function bootId(): string {
  return (readIfThere('/proc/sys/kernel/random/boot_id') ?? '').trim();
}

/** Pids whose environment, as it was when they started, holds `NAME=value`. Only processes of the same user can be read. */
export function pidsWithEnvironment(name: string, value: string): number[] {
  const entry = `\0${name}=${value}\0`;
  return allPids().filter((pid) => `\0${readIfThere(`/proc/${pid}/environ`) ?? ''}\0`.includes(entry));
}

/** Sends a signal to a process or, with a negative number, to a group. False when there is none left. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
