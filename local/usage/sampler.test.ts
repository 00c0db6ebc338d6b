import type { CgroupUsage, ContainerCgroup } from '../cgroup';
import { processStat } from '../machine/proc';
import type { Pod } from '../pods/pod';
import { FakeClock } from '../testing/fake-clock';
import { UsageSampler } from './sampler';

/** A running pod as the sampler sees it. */
function pod(uid: string, cgroup: (() => CgroupUsage) | undefined, sessionPid = 0): Pod {
  const container = {
    name: 'web',
    state: { phase: 'running' },
    cgroup: cgroup === undefined ? undefined : ({ usage: cgroup } as Partial<ContainerCgroup>),
    groups: () => [{ identity: { pid: sessionPid } }],
  };
  return { identity: { uid }, containers: [container] } as unknown as Pod;
}

test('CPU over the last 15 s comes from two samples of the counters', async () => {
  const clock = new FakeClock();
  const born = clock.nowMs();
  // 0.25 cores for 10 s, then a whole core.
  const cpuSeconds = (): number => {
    const seconds = (clock.nowMs() - born) / 1000;
    return seconds <= 10 ? seconds * 0.25 : 2.5 + (seconds - 10);
  };
  const sampler = new UsageSampler(clock, () => [
    pod('a', () => ({ cpuSeconds: cpuSeconds(), memoryBytes: 1000, throttling: undefined })),
  ]);
  sampler.start();
  await clock.advance(1500);
  expect(sampler.metrics('a')).toBeUndefined();
  await clock.advance(8500);
  expect(sampler.metrics('a')?.containers).toEqual([{ name: 'web', cpuMillis: 250, memoryBytes: 1000 }]);
  await clock.advance(20_000);
  expect(sampler.metrics('a')).toMatchObject({ windowMs: 15_000, containers: [{ cpuMillis: 1000 }] });
  sampler.stop();
});

test('throttling is that of all containers, and absent where nothing is enforced', () => {
  const throttling = { periods: 10, throttledPeriods: 4, throttledSeconds: 0.5 };
  const one = pod('a', () => ({ cpuSeconds: 1, memoryBytes: 1, throttling }));
  const both = { ...one, containers: [...one.containers, ...one.containers] } as unknown as Pod;
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
