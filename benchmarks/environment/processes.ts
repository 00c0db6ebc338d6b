import { readdirSync } from 'node:fs';
import { TICKS_PER_SECOND } from './cpu';
import { readText } from './read';

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** CPU time of the process and of the children it has waited for, seconds. */
  readonly cpuSeconds: number;
}

/** /proc/PID/stat. The name in brackets may hold spaces and brackets, so fields count from its last bracket. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const pid = Number.parseInt(text, 10);
  const parent = Number(fields[1]);
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return Number.isNaN(pid + parent + ticks) ? undefined : { pid, parent, cpuSeconds: ticks / TICKS_PER_SECOND };
}

/**
 * CPU time that a process and all below it have used, seconds. It never falls while the root lives: the time of a
 * process that ends moves to the parent that waits for it.
 */
export function treeCpuSeconds(root: number, processes: readonly ProcessStat[]): number {
  const children = new Map<number, ProcessStat[]>();
  for (const one of processes) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const below = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + child.cpuSeconds + below(child.pid), 0);
  return (processes.find((one) => one.pid === root)?.cpuSeconds ?? 0) + below(root);
}

export function readProcesses(): ProcessStat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => parseProcessStat(readText(`/proc/${pid}/stat`) ?? '') ?? []);
}
