import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpuShares, cpuWeight, openCgroups, quotaUs } from '.';
import { hierarchies } from './mounts';

test('limits and requests become the numbers that the kubelet writes', () => {
  expect([quotaUs(500), quotaUs(1000), quotaUs(2500), quotaUs(1)]).toEqual([50_000, 100_000, 250_000, 1000]);
  expect([cpuShares(1000), cpuShares(250), cpuShares(1)]).toEqual([1024, 256, 2]);
  expect([cpuWeight(2), cpuWeight(1024), cpuWeight(262_144)]).toEqual([1, 39, 10_000]);
});

test('a process finds its own place in each cgroup v1 hierarchy', () => {
  const mountInfo = [
    '30 24 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct',
    '31 24 0:27 / /sys/fs/cgroup/memory rw,relatime shared:10 - cgroup cgroup rw,memory',
    '32 24 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd',
    '33 24 0:29 / / rw - ext4 /dev/sda rw',
  ].join('\n');
  const self = ['4:memory:/jobs/7', '3:cpu,cpuacct:/', '1:name=systemd:/x', '0::/'].join('\n');
  const found = hierarchies(mountInfo, self);
  expect(found.find((one) => one.controllers.includes('cpu'))?.own).toBe('/sys/fs/cgroup/cpu,cpuacct');
  expect(found.find((one) => one.controllers.includes('memory'))?.own).toBe('/sys/fs/cgroup/memory/jobs/7');
});

test('in a container the path is relative to the mount', () => {
  const mountInfo = '30 24 0:26 /docker/abc /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu';
  expect(hierarchies(mountInfo, '3:cpu:/docker/abc/inner')[0]?.own).toBe('/sys/fs/cgroup/cpu/inner');
  expect(hierarchies('30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw', '0::/user.slice/a.scope')[0]).toEqual({
    controllers: [],
    mountPoint: '/sys/fs/cgroup',
    own: '/sys/fs/cgroup/user.slice/a.scope',
  });
});

const cgroups = openCgroups(`ml-scaling-lab-test-${process.pid}`, 'run');
const { cpu, memory } = cgroups;
afterAll(() => cgroups.remove());

/** Why a test cannot run here goes into its title. */
const whereEnforced = (title: string, { enforced, ...rest }: typeof cpu) =>
  enforced ? ([test, title] as const) : ([test.skip, `${title} (skipped: ${'reason' in rest ? rest.reason : ''})`] as const);

const [cpuTest, cpuTitle] = whereEnforced(
  'a process that wants a whole core gets its CPU limit and is counted as throttled',
  cpu,
);
cpuTest(cpuTitle, async () => {
  const container = cgroups.create('busy', { cpuLimitMillis: 200, cpuRequestMillis: 100, memoryLimitBytes: undefined })!;
  // Ends by itself after 1 s on the clock; the bound holds however busy the machine is.
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'for g; do echo $$ > "$g/cgroup.procs"; done; exec "$NODE" -e "const end = Date.now() + 1000; while (Date.now() < end);"',
      'sh',
      ...container.directories,
    ],
    { env: { NODE: process.execPath } },
  );
  await once(child, 'exit');
  const usage = container.usage();
  expect(usage.throttling!.throttledPeriods).toBeGreaterThan(0);
  expect(usage.cpuSeconds! / (usage.throttling!.periods * 0.1)).toBeLessThan(0.4);
  await container.remove();
  expect(container.directories.some((directory) => existsSync(directory))).toBe(false);
});

const [memoryTest, memoryTitle] = whereEnforced('a process above its memory limit is killed and counted', memory);
memoryTest(memoryTitle, async () => {
  const container = cgroups.create('greedy', {
    cpuLimitMillis: undefined,
    cpuRequestMillis: undefined,
    memoryLimitBytes: 64 * 2 ** 20,
  })!;
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'for g; do echo $$ > "$g/cgroup.procs"; done; exec "$NODE" -e "Buffer.alloc(512 * 2 ** 20, 1)"',
      'sh',
      ...container.directories,
    ],
    { env: { NODE: process.execPath } },
  );
  const [, signal] = (await once(child, 'exit')) as [number | null, string];
  expect(signal).toBe('SIGKILL');
  expect(container.oomKills()).toBeGreaterThan(0);
  await container.remove();
});

const [sweepTest, sweepTitle] = whereEnforced('empty cgroups of an engine that was killed are removed by the next one', cpu);
sweepTest(sweepTitle, async () => {
  const prefix = `ml-scaling-lab-test-${process.pid}-left`;
  const left = openCgroups(prefix, 'killed');
  left.create('pod', { cpuLimitMillis: 100, cpuRequestMillis: 100, memoryLimitBytes: undefined });
  const next = openCgroups(prefix, 'next');
  expect(left.directories.filter((directory) => existsSync(directory))).toEqual([]);
  expect(next.directories.every((directory) => existsSync(directory))).toBe(true);
  await next.remove();
});
