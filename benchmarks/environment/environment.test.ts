import { environmentSchema } from '../../contract/result';
import { captureEnvironment } from './capture';
import { parseCpuStat, readCgroup, readThrottling, throttlingBetween } from './cgroup';
import { parseCpuInfo, parseProcStat } from './cpu';
import { clientLimitedMark, crowdedMark, overloadedMark, throttledMark } from './marks';
import { parseProcessStat, treeCpuSeconds } from './processes';
import type { Read } from './read';

const files =
  (texts: Record<string, string>): Read =>
  (path) =>
    texts[path];

const V2_MOUNT = '30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
const V1_MOUNTS =
  '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n' +
  '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n';

test('the CPU model and only the flags that matter to inference are read, for x86 and Arm', () => {
  const x86 =
    'processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu sse4_2 avx2 fma rdrand avx512_vnni\n\nprocessor\t: 1\nmodel name\t: other\n';
  expect(parseCpuInfo(x86)).toEqual({ model: 'AMD EPYC', isaFlags: ['sse4_2', 'fma', 'avx2', 'avx512_vnni'] });
  expect(parseCpuInfo('processor: 0\nFeatures\t: fp asimd asimddp i8mm\n')).toEqual({
    model: 'unknown',
    isaFlags: ['asimd', 'asimddp', 'i8mm'],
  });
});

test('in cgroup v2 the tightest quota and memory limit up to the mount count', () => {
  const read = files({
    '/proc/self/cgroup': '0::/kubepods/pod1/main\n',
    '/proc/self/mountinfo': V2_MOUNT,
    '/sys/fs/cgroup/kubepods/pod1/main/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/kubepods/pod1/cpu.max': '150000 100000\n',
    '/sys/fs/cgroup/kubepods/cpu.max': '200000 100000\n',
    '/sys/fs/cgroup/kubepods/pod1/main/memory.max': '536870912\n',
    '/sys/fs/cgroup/kubepods/pod1/main/cpu.stat': 'usage_usec 9\nnr_periods 200\nnr_throttled 50\nthrottled_usec 1500000\n',
  });
  expect(readCgroup(read)).toEqual({ version: 'v2', cpuQuotaCores: 1.5, memoryLimitBytes: 536870912 });
  expect(readThrottling(read)).toEqual({ periods: 200, throttledPeriods: 50, throttledSeconds: 1.5 });
});

test('in cgroup v1 controllers are found by their mounts and -1 means no quota', () => {
  const read = files({
    '/proc/self/cgroup': '4:memory:/lab\n2:cpu,cpuacct:/lab\n0::/\n',
    '/proc/self/mountinfo': V1_MOUNTS,
    '/sys/fs/cgroup/cpu,cpuacct/lab/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu,cpuacct/lab/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/memory/lab/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/cpu,cpuacct/lab/cpu.stat': 'nr_periods 10\nnr_throttled 3\nthrottled_time 250000000\n',
  });
  expect(readCgroup(read)).toEqual({ version: 'v1', cpuQuotaCores: 0.5, memoryLimitBytes: null });
  expect(readThrottling(read)).toEqual({ periods: 10, throttledPeriods: 3, throttledSeconds: 0.25 });
});

test('a container that shows the host path of its cgroup is read at the mount', () => {
  const read = files({
    '/proc/self/cgroup': '0::/../../system.slice/docker-1.scope\n',
    '/proc/self/mountinfo': V2_MOUNT,
    '/sys/fs/cgroup/cpu.max': '100000 100000\n',
  });
  expect(readCgroup(read).cpuQuotaCores).toBe(1);
});

test('without cgroups there are no limits and no counters', () => {
  expect(readCgroup(files({}))).toEqual({ version: 'none', cpuQuotaCores: null, memoryLimitBytes: null });
  expect(readThrottling(files({}))).toBeNull();
});

test('more than 5 % throttled periods during the run mark it, counters from before do not', () => {
  const before = parseCpuStat('nr_periods 1000\nnr_throttled 900\n');
  const quiet = throttlingBetween(before, parseCpuStat('nr_periods 1100\nnr_throttled 905\n'));
  expect(throttledMark(quiet)).toEqual([]);
  const loud = throttlingBetween(before, parseCpuStat('nr_periods 1100\nnr_throttled 906\nthrottled_usec 2000000\n'));
  expect(throttledMark(loud)).toMatchObject([
    { mark: 'throttled', reason: expect.stringContaining('6 % of its CPU periods') as string },
  ]);
  expect(throttledMark(null)).toEqual([]);
});

test('/proc/stat adds up busy and stolen time and does not count guests twice', () => {
  expect(parseProcStat('cpu  100 20 30 800 40 5 5 100 60 0\ncpu0 1 1 1 1\n')).toEqual({
    busySeconds: 1.6,
    stolenSeconds: 1,
    totalSeconds: 11,
  });
  expect(parseProcStat('')).toBeUndefined();
});

test('a machine is overloaded when other programs keep it busy, not when only the lab does', () => {
  const before = { busySeconds: 10, stolenSeconds: 0, totalSeconds: 100 };
  const after = { busySeconds: 28, stolenSeconds: 0, totalSeconds: 120 };
  expect(overloadedMark(before, after, 17)).toEqual([]);
  expect(overloadedMark(before, after, 15)).toMatchObject([
    { mark: 'overloaded', reason: expect.stringContaining('15 %') as string },
  ]);
  expect(overloadedMark(before, after, null)).toEqual([]);
  expect(overloadedMark(before, { ...after, stolenSeconds: 2 }, 18)).toMatchObject([
    { mark: 'overloaded', reason: expect.stringContaining('hypervisor withheld 10 %') as string },
  ]);
});

test('the time of a process tree includes running and ended children', () => {
  const stat = (pid: number, name: string, parent: number, ticks: string): string =>
    `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 1 2 3 4 ${ticks} 20 0 1 0 100 1 1`;
  const processes = [
    stat(10, 'engine', 1, '100 50 200 0'),
    stat(11, 'py (thon) x', 10, '30 20 0 0'),
    stat(12, 'grandchild', 11, '5 5 0 0'),
    stat(99, 'other', 1, '7000 0 0 0'),
  ].flatMap((text) => parseProcessStat(text) ?? []);
  expect(processes).toHaveLength(4);
  expect(treeCpuSeconds(10, processes)).toBeCloseTo(4.1);
  expect(parseProcessStat('')).toBeUndefined();
});

test('requests sent late mark the run unless the lateness is small beside the latency', () => {
  expect(clientLimitedMark(9, 20)).toEqual([]);
  expect(clientLimitedMark(30, 400)).toEqual([]);
  expect(clientLimitedMark(30, 100)).toMatchObject([
    { mark: 'client-limited', reason: expect.stringContaining('30.0 ms late') as string },
  ]);
  expect(clientLimitedMark(11, undefined)).toHaveLength(1);
});

test('the environment of this very process fits the contract', () => {
  const captured = captureEnvironment('local')();
  expect(environmentSchema.parse(captured.environment)).toEqual(captured.environment);
  expect(captured.environment.logicalCpus).toBeGreaterThan(0);
});

test('where nobody can tell the CPU time of the lab apart, a node that is crowded at the start marks the run', () => {
  expect(crowdedMark(6, 2)).toEqual([]);
  expect(crowdedMark(23.1, 2)).toEqual([
    {
      mark: 'overloaded',
      reason: expect.stringContaining('load average was 23.1 on 2 CPUs when the run began (bound 3 per CPU)') as string,
    },
  ]);
  const crowded = files({ '/proc/loadavg': '10000.50 9000.00 8000.00 3/500 1234' });
  const marks = (engine: 'kind' | 'local') => captureEnvironment(engine, crowded)().marks.map(({ mark }) => mark);
  expect(marks('kind')).toContain('overloaded');
  expect(marks('local')).not.toContain('overloaded');
});
