import { readdirSync } from 'node:fs';
import { sum } from '../../contract/statistics';
import { TICKS_PER_SECOND } from './cpu';
import { readText } from './read';

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** CPU time of the process itself, and of the descendants it has waited for; seconds. */
  readonly ownSeconds: number;
  readonly childrenSeconds: number;
}

/** /proc/PID/stat. The name in brackets may hold spaces and brackets, so fields count from its last bracket. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const pid = Number.parseInt(text, 10);
  const parent = Number(fields[1]);
  const seconds = (first: number): number => (Number(fields[first]) + Number(fields[first + 1])) / TICKS_PER_SECOND;
  // utime and stime, then cutime and cstime.
  const [ownSeconds, childrenSeconds] = [seconds(11), seconds(13)];
  return Number.isNaN(pid + parent + ownSeconds + childrenSeconds) ? undefined : { pid, parent, ownSeconds, childrenSeconds };
}

/**
 * CPU time that a process and all below it have used, seconds. It never falls while the root lives: the time of a
 * process that ends moves to the parent that waits for it.
 */
export function treeCpuSeconds(root: number, processes: readonly ProcessStat[]): number {
  const children = new Map<number, ProcessStat[]>();
  for (const one of processes) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const used = ({ ownSeconds, childrenSeconds }: ProcessStat): number => ownSeconds + childrenSeconds;
  const below = (pid: number): number => sum((children.get(pid) ?? []).map((child) => used(child) + below(child.pid)));
  return sum(processes.filter(({ pid }) => pid === root).map(used)) + below(root);
}

export function readProcesses(): ProcessStat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => parseProcessStat(readText(`/proc/${pid}/stat`) ?? '') ?? []);
}

/** This process; undefined where the kernel does not tell. */
export function readOwnProcess(): ProcessStat | undefined {
  return parseProcessStat(readText('/proc/self/stat') ?? '');
}
