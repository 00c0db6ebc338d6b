import type { CgroupUsage, ContainerCgroup } from '../cgroup';
import { processStat } from '../machine/proc';
import type { Pod } from '../pods/pod';
import { FakeClock } from '../testing/fake-clock';
import { UsageSampler } from './sampler';

/** A running pod as the sampler sees it, with `count` equal containers. */
function pod(uid: string, cgroup: (() => CgroupUsage) | undefined, sessionPid = 0, count = 1): Pod {
  const container = {
    name: 'web',
    state: { phase: 'running' },
    cgroup: cgroup === undefined ? undefined : ({ usage: cgroup } as Partial<ContainerCgroup>),
    groups: () => [{ identity: { pid: sessionPid } }],
  };
  return { identity: { uid }, containers: Array.from({ length: count }, () => container) } as unknown as Pod;
}

test('every running pod is sampled once a second', async () => {
  const clock = new FakeClock();
  const born = clock.nowMs();
  const cpuSeconds = (): number => (clock.nowMs() - born) / 4000;
  const sampler = new UsageSampler(clock, () => [
    pod('a', () => ({ cpuSeconds: cpuSeconds(), memoryBytes: 1000, throttling: undefined })),
  ]);
  sampler.start();
  await clock.advance(3500);
  sampler.stop();
  await clock.advance(5000);
  expect(sampler.of('a').map((sample) => [(sample.atMs - born) / 1000, sample.cpuSeconds, sample.memoryBytes])).toEqual([
    [1, 0.25, 1000],
    [2, 0.5, 1000],
    [3, 0.75, 1000],
  ]);
});

test('throttling counts all containers, and is absent where nothing is enforced', () => {
  const throttling = { periods: 10, throttledPeriods: 4, throttledSeconds: 0.5 };
  const both = pod('a', () => ({ cpuSeconds: 1, memoryBytes: 1, throttling }), 0, 2);
  const sampler = new UsageSampler(new FakeClock(), () => [both, pod('b', undefined)]);
  sampler.sample();
  expect(sampler.of('a').at(-1)?.throttling).toEqual({ periods: 20, throttledPeriods: 8, throttledSeconds: 1 });
  expect(sampler.of('b').at(-1)?.throttling).toBeUndefined();
});

test('without cgroups the processes of the session are counted', () => {
  const { sessionId } = processStat(process.pid)!;
  const sampler = new UsageSampler(new FakeClock(), () => [pod('a', undefined, sessionId)]);
  sampler.sample();
  const sample = sampler.of('a').at(-1)!;
  expect(sample.memoryBytes).toBeGreaterThan(process.memoryUsage.rss() / 4);
  expect(sample.cpuSeconds).toBeGreaterThan(0);
});

test('samples of pods that are gone are forgotten', () => {
  const pods = [pod('a', () => ({ cpuSeconds: 1, memoryBytes: 1, throttling: undefined }))];
  const sampler = new UsageSampler(new FakeClock(), () => pods);
  sampler.sample();
  pods.pop();
  sampler.sample();
  expect(sampler.of('a')).toEqual([]);
});
