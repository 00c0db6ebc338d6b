import { waitUntilReady } from '../http';
import { observe } from '../observe/observer';
import { percentile, sortedCopy } from '../../contract/statistics';
import type { Context } from './context';

/** Pods before any load; empty when none runs or none reports. */
export interface IdlePods {
  /** CPU of one of them, millicores. */
  readonly idleCpuMillis?: number;
  /** From the start of its container until one was ready, median. */
  readonly startupSeconds?: number;
}

/** Watches the pods for a while before the load, separately, because the totals of a benchmark begin with its load. */
export async function watchIdle({
  benchmark: { idleSeconds },
  target,
  pods,
  now,
  sleep,
  readyLimitMs,
}: Context<'autoscaling'>): Promise<IdlePods> {
  if (idleSeconds === 0) return {};
  const observer = await observe(target, pods, now, sleep);
  const isRunning = (observer.usage.replicas.at(-1)?.[1] ?? 0) > 0;
  if (isRunning) {
    await waitUntilReady(target.url, readyLimitMs, now, sleep, target.readyPath);
    await sleep(1000 * idleSeconds);
  }
  const { usage } = await observer.stop();
  const { cpuCoreSeconds, podSeconds, memoryPeakBytes } = usage.totals();
  if (!isRunning || memoryPeakBytes === undefined) return {};
  const startupSeconds = percentile(sortedCopy(usage.latest().flatMap((pod) => pod.startupSeconds ?? [])), 0.5);
  return {
    idleCpuMillis: (1000 * cpuCoreSeconds) / podSeconds,
    ...(startupSeconds === undefined ? {} : { startupSeconds }),
  };
}
