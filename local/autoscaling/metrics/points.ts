import type { Pod } from '../../pods/pod';
import type { UsageSample } from '../../usage/sampler';
import type { MetricsPoint, PodPoints } from '../../../scaling/metrics-server';

/** What a kubelet would report for running containers: counters from the container's start, from the last sample. */
export function podPoints(pod: Pod, samples: readonly UsageSample[]): PodPoints {
  const points = new Map<string, MetricsPoint>();
  const last = samples.at(-1);
  if (last === undefined) return points;
  for (const { name, state } of pod.containers) {
    const used = last.containers.find((one) => one.name === name);
    if (state.phase !== 'running' || used === undefined || last.atMs < state.startedAtMs) continue;
    const cpuSeconds = used.cpuSeconds - usedBefore(name, state.startedAtMs, used.cpuSeconds, samples);
    points.set(name, { startMs: state.startedAtMs, atMs: last.atMs, cpuSeconds, memoryBytes: used.memoryBytes });
  }
  return points;
}

/** A cgroup goes on counting when its container is started again; processes begin at zero. */
function usedBefore(container: string, startedAtMs: number, nowSeconds: number, samples: readonly UsageSample[]): number {
  const sample = samples.filter(({ atMs }) => atMs <= startedAtMs).at(-1);
  const before = sample?.containers.find((one) => one.name === container);
  return before === undefined || before.cpuSeconds > nowSeconds ? 0 : before.cpuSeconds;
}
