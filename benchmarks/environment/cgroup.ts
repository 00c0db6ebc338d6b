import { dirname, join } from 'node:path';
import type { Environment } from '../../contract/result';
import type { Read } from './read';

export type Cgroup = Environment['cgroup'];
export type Throttling = NonNullable<Environment['throttling']>;

/** v1 says "no limit" with a number close to 2^63. */
const UNLIMITED_BYTES = 2 ** 60;

/** Where this process's CPU and memory cgroups are in the file system. */
interface Location {
  readonly version: Cgroup['version'];
  readonly cpu: Place;
  readonly memory: Place;
}

interface Place {
  readonly mount: string;
  readonly path: string;
}

/** Limits that this process runs under: the tightest of its cgroup and all above it. */
export function readCgroup(read: Read): Cgroup {
  const location = locate(read);
  if (location === undefined) return { version: 'none', cpuQuotaCores: null, memoryLimitBytes: null };
  const { version, cpu, memory } = location;
  const quota = version === 'v2' ? quotaV2 : quotaV1;
  const memoryFile = version === 'v2' ? 'memory.max' : 'memory.limit_in_bytes';
  return {
    version,
    cpuQuotaCores: tightest(folders(cpu).map((folder) => quota(folder, read))),
    memoryLimitBytes: tightest(folders(memory).map((folder) => limitBytes(read(join(folder, memoryFile))))),
  };
}

/** CFS bandwidth counters of this process's own cgroup since its creation; null when they cannot be read. */
export function readThrottling(read: Read): Throttling | null {
  const location = locate(read);
  if (location === undefined) return null;
  const stats = folders(location.cpu)
    .map((folder) => read(join(folder, 'cpu.stat')))
    .find((text) => text?.includes('nr_periods'));
  return stats === undefined ? null : parseCpuStat(stats);
}

/** cpu.stat of either version: v2 counts throttled time in microseconds, v1 in nanoseconds. */
export function parseCpuStat(text: string): Throttling {
  const value = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    periods: value('nr_periods'),
    throttledPeriods: value('nr_throttled'),
    throttledSeconds: value('throttled_usec') / 1e6 + value('throttled_time') / 1e9,
  };
}

export function throttlingBetween(before: Throttling | null, after: Throttling | null): Throttling | null {
  if (before === null || after === null) return null;
  return {
    periods: after.periods - before.periods,
    throttledPeriods: after.throttledPeriods - before.throttledPeriods,
    throttledSeconds: after.throttledSeconds - before.throttledSeconds,
  };
}

function locate(read: Read): Location | undefined {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const mounts = (read('/proc/self/mountinfo') ?? '').split('\n').flatMap(parseMount);
  const v1 = (controller: string): Place | undefined => {
    const path = lines.find((line) => line?.[1]?.split(',').includes(controller))?.[2];
    const mount = mounts.find((one) => one.type === 'cgroup' && one.options.includes(controller))?.point;
    return path === undefined || mount === undefined ? undefined : { mount, path };
  };
  const [cpu, memory] = [v1('cpu'), v1('memory')];
  if (cpu !== undefined && memory !== undefined) return { version: 'v1', cpu, memory };
  const path = lines.find((line) => line?.[1] === '')?.[2];
  const mount = mounts.find((one) => one.type === 'cgroup2')?.point;
  if (path === undefined || mount === undefined) return undefined;
  return { version: 'v2', cpu: { mount, path }, memory: { mount, path } };
}

/** One line of mountinfo: the mount point is field 5; type and options of the file system stand after the ` - `. */
function parseMount(line: string): { point: string; type: string; options: string[] }[] {
  const [left, right] = line.split(' - ');
  const point = left?.split(' ')[4];
  const [type, , options] = right?.split(' ') ?? [];
  return point === undefined || type === undefined ? [] : [{ point, type, options: (options ?? '').split(',') }];
}

/** The cgroup's folder and all above it, up to the mount. In a container the path may be the host's: then only the mount. */
function folders({ mount, path }: Place): string[] {
  const result: string[] = [];
  for (let at = path; at !== '/' && at !== '.'; at = dirname(at)) result.push(join(mount, at));
  return [...result, mount];
}

function quotaV2(folder: string, read: Read): number | null {
  const [quota, period] = (read(join(folder, 'cpu.max')) ?? 'max').trim().split(' ').map(Number);
  return cores(quota, period);
}

function quotaV1(folder: string, read: Read): number | null {
  const value = (file: string): number => Number.parseInt(read(join(folder, file)) ?? '', 10);
  return cores(value('cpu.cfs_quota_us'), value('cpu.cfs_period_us'));
}

function cores(quota: number | undefined, period: number | undefined): number | null {
  const share = (quota ?? Number.NaN) / (period ?? Number.NaN);
  return share > 0 ? share : null;
}

function limitBytes(text: string | undefined): number | null {
  const bytes = Number.parseInt(text ?? '', 10);
  return bytes > 0 && bytes < UNLIMITED_BYTES ? bytes : null;
}

function tightest(limits: readonly (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}
