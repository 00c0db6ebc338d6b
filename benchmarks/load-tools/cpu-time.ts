import { TICKS_PER_SECOND } from '../environment/cpu';
import { readText } from '../environment/read';

/** CPU time of this process, and of the children it has waited for with all below them, seconds. */
export interface CpuTime {
  readonly own: number;
  readonly children: number;
}

/** /proc/PID/stat: utime and stime, cutime and cstime. Fields count from the name's last bracket. */
export function parseCpuTime(stat: string): CpuTime {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const seconds = (first: number): number => (Number(fields[first] ?? 0) + Number(fields[first + 1] ?? 0)) / TICKS_PER_SECOND;
  return { own: seconds(11), children: seconds(13) };
}

export function readCpuTime(): CpuTime {
  return parseCpuTime(readText('/proc/self/stat') ?? '');
}
