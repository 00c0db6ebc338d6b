import { readFileSync } from 'node:fs';
import type { Throttling } from '../cgroup';
import type { Clock, Timer } from '../clock';
import { allProcesses, type ProcessStat } from '../machine/proc';
import type { Pod } from '../pods/pod';

export type { PodMetrics } from '../../scaling/metrics-server';

export interface ContainerSample {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** What a pod has used. CPU and throttling count from the pod's start. */
export interface UsageSample {
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly containers: readonly ContainerSample[];
  /** Undefined when no cgroup enforces the limit. */
  readonly throttling: Throttling | undefined;
}

const PERIOD_MS = 1000;
/** Ten minutes. */
const KEPT = 600;

/** Samples every pod once a second, from its cgroups or else from /proc. */
export class UsageSampler {
  private readonly samples = new Map<string, UsageSample[]>();
  private timer: Timer | undefined;
  private readonly pageBytes = pageSize();

  public constructor(
    private readonly clock: Clock,
    private readonly pods: () => readonly Pod[],
  ) {}

  public start(): void {
    this.timer = this.clock.after(PERIOD_MS, () => {
      this.sample();
      this.start();
    });
  }

  public stop(): void {
    this.timer?.cancel();
  }

  /** Oldest first, at most ten minutes back. */
  public of(podUid: string): readonly UsageSample[] {
    return this.samples.get(podUid) ?? [];
  }

  /** Takes one sample of every running pod now. */
  public sample(): void {
    const running = this.pods().filter((pod) => pod.containers.some((container) => container.state.phase === 'running'));
    const atMs = this.clock.nowMs();
    let processes: readonly ProcessStat[] | undefined;
    for (const pod of running) {
      const throttlings: Throttling[] = [];
      const containers = pod.containers.map((container): ContainerSample => {
        const { name } = container;
        const usage = container.cgroup?.usage();
        if (usage?.throttling !== undefined) throttlings.push(usage.throttling);
        if (usage?.cpuSeconds !== undefined && usage.memoryBytes !== undefined)
          return { name, cpuSeconds: usage.cpuSeconds, memoryBytes: usage.memoryBytes };
        processes ??= allProcesses();
        return { name, ...fromProcesses(container.groups(), processes, this.pageBytes) };
      });
      const sample: UsageSample = {
        atMs,
        cpuSeconds: containers.reduce((sum, one) => sum + one.cpuSeconds, 0),
        memoryBytes: containers.reduce((sum, one) => sum + one.memoryBytes, 0),
        containers,
        throttling: throttlings.length === 0 ? undefined : throttlings.reduce(addThrottling),
      };
      this.samples.set(pod.identity.uid, [...this.of(pod.identity.uid), sample].slice(-KEPT));
    }
    const known = new Set(this.pods().map((pod) => pod.identity.uid));
    for (const uid of this.samples.keys()) if (!known.has(uid)) this.samples.delete(uid);
  }
}

function addThrottling(one: Throttling, other: Throttling): Throttling {
  return {
    periods: one.periods + other.periods,
    throttledPeriods: one.throttledPeriods + other.throttledPeriods,
    throttledSeconds: one.throttledSeconds + other.throttledSeconds,
  };
}

/** Sums over the sessions of a container's process groups. */
function fromProcesses(
  groups: readonly { readonly identity: { readonly pid: number } }[],
  processes: readonly ProcessStat[],
  pageBytes: number,
): { readonly cpuSeconds: number; readonly memoryBytes: number } {
  const sessions = new Set(groups.map((group) => group.identity.pid));
  const own = processes.filter((process) => sessions.has(process.sessionId));
  return {
    cpuSeconds: own.reduce((sum, process) => sum + process.cpuSeconds, 0),
    memoryBytes: own.reduce((sum, process) => sum + process.residentPages * pageBytes, 0),
  };
}

/** From the first mapping of this process; 4096 where the kernel does not say. */
function pageSize(): number {
  try {
    const kib = /^KernelPageSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps', 'utf8'))?.[1];
    return kib === undefined ? 4096 : Number(kib) * 1024;
  } catch {
    return 4096;
  }
}
