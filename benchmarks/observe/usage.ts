import { sum } from '../../contract/statistics';
import type { Pod, ProcessUsage } from './pods';

/** One look at all pods of a service. */
export interface Look {
  readonly atSeconds: number;
  readonly pods: readonly Pod[];
  /** By pod uid; a pod that did not answer in time is left out and its last value stands. */
  readonly usage: ReadonlyMap<string, ProcessUsage>;
}

interface Followed {
  lastCpuSeconds: number;
  usedCpuSeconds: number;
  firstRestarts: number;
  lastRestarts: number;
}

export interface UsageTotals {
  /** CPU used since the first look by every pod seen. */
  readonly cpuCoreSeconds: number;
  /** Largest resident set of any one pod; undefined when no pod ever reported one. */
  readonly memoryPeakBytes: number | undefined;
  /** Ready pods, and all pods that hold resources, summed over time. */
  readonly replicaSeconds: number;
  readonly podSeconds: number;
  readonly replicasMax: number;
  readonly restarts: number;
}

/**
 * Adds up what a service's pods use between the first look and the last. Between two looks the number of pods is that
 * of the earlier one. CPU that a pod uses after it was last seen is missed (a second at most).
 */
export class UsageAccumulator {
  private readonly followed = new Map<string, Followed>();
  private readonly unenforced = new Set<string>();
  private previous: Look | undefined;
  private memoryPeak: number | undefined;
  private replicaSeconds = 0;
  private podSeconds = 0;
  public readonly replicas: [number, number][] = [];
  /** Pods that were asked for: those that exist and are not on their way out, ready or not. */
  public readonly desired: [number, number][] = [];
  public readonly cpuCores: [number, number][] = [];

  public add(look: Look): void {
    const { previous } = this;
    const ready = countReady(look.pods);
    const cpuBefore = this.cpuCoreSeconds();
    for (const pod of look.pods) this.follow(pod, look.usage.get(pod.uid));
    if (previous !== undefined) {
      const elapsed = look.atSeconds - previous.atSeconds;
      this.replicaSeconds += countReady(previous.pods) * elapsed;
      this.podSeconds += previous.pods.length * elapsed;
      if (elapsed > 0 && look.usage.size > 0) this.cpuCores.push([look.atSeconds, (this.cpuCoreSeconds() - cpuBefore) / elapsed]);
    }
    this.replicas.push([look.atSeconds, ready]);
    this.desired.push([look.atSeconds, look.pods.filter(({ isLeaving }) => isLeaving !== true).length]);
    this.previous = look;
  }

  /** The pods of the last look. */
  public latest(): readonly Pod[] {
    return this.previous?.pods ?? [];
  }

  public totals(): UsageTotals {
    return {
      cpuCoreSeconds: this.cpuCoreSeconds(),
      memoryPeakBytes: this.memoryPeak,
      replicaSeconds: this.replicaSeconds,
      podSeconds: this.podSeconds,
      replicasMax: this.replicas.reduce((most, [, ready]) => Math.max(most, ready), 0),
      restarts: sum([...this.followed.values()].map((one) => one.lastRestarts - one.firstRestarts)),
    };
  }

  /** Names of pods that ran without the CPU limit of their manifest. */
  public withoutCpuLimit(): string[] {
    return [...this.unenforced].sort();
  }

  private follow(pod: Pod, usage: ProcessUsage | undefined): void {
    if (!pod.isCpuLimitEnforced) this.unenforced.add(pod.name);
    let one = this.followed.get(pod.uid);
    if (one === undefined) {
      // A pod that was there before the first look starts from its counter; a later one did all its work in between.
      const baseline = this.previous === undefined ? (usage?.cpuSeconds ?? Number.NaN) : 0;
      one = { lastCpuSeconds: baseline, usedCpuSeconds: 0, firstRestarts: pod.restarts, lastRestarts: pod.restarts };
      this.followed.set(pod.uid, one);
    }
    one.lastRestarts = Math.max(one.lastRestarts, pod.restarts);
    if (usage === undefined) return;
    this.memoryPeak = Math.max(this.memoryPeak ?? 0, usage.memoryBytes);
    // A counter that fell belongs to a new process in the same pod: all of it is new. NaN: the first value ever reported.
    const fell = usage.cpuSeconds < one.lastCpuSeconds;
    if (!Number.isNaN(one.lastCpuSeconds)) one.usedCpuSeconds += usage.cpuSeconds - (fell ? 0 : one.lastCpuSeconds);
    one.lastCpuSeconds = usage.cpuSeconds;
  }

  private cpuCoreSeconds(): number {
    return sum([...this.followed.values()].map((one) => one.usedCpuSeconds));
  }
}

function countReady(pods: readonly Pod[]): number {
  return pods.filter((pod) => pod.isReady).length;
}
