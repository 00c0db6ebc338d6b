/** CPU limits work in periods of this length, as the kubelet sets them. */
export const CFS_PERIOD_US = 100_000;
/** The kernel accepts no smaller quota. */
export const MIN_QUOTA_US = 1000;
const MIN_SHARES = 2;
const SHARES_PER_CORE = 1024;

export interface ContainerLimits {
  readonly cpuLimitMillis: number | undefined;
  readonly cpuRequestMillis: number | undefined;
  readonly memoryLimitBytes: number | undefined;
}

/** Whether a limit is enforced: by which hierarchy, or why not. */
export type Enforcement =
  { readonly enforced: true; readonly by: 'cgroup-v1' | 'cgroup-v2' } | { readonly enforced: false; readonly reason: string };

export interface Throttling {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledSeconds: number;
}

/** Counters of one container since its cgroup was made. A counter that cannot be read is undefined. */
export interface CgroupUsage {
  readonly cpuSeconds: number | undefined;
  /** Working set: usage without file pages that can be dropped. */
  readonly memoryBytes: number | undefined;
  readonly throttling: Throttling | undefined;
}

export interface ContainerCgroup {
  /** A process joins by writing its pid to `cgroup.procs` in each of these. */
  readonly directories: readonly string[];
  usage(): CgroupUsage;
  /** Processes that the kernel killed because the memory limit was reached. */
  oomKills(): number;
  pids(): number[];
  /** Removes the directories; the processes must have ended. */
  remove(): Promise<void>;
}

export interface Cgroups {
  readonly cpu: Enforcement;
  readonly memory: Enforcement;
  /** All directories this engine made, so that a later engine can remove them. */
  readonly directories: readonly string[];
  /** Undefined when nothing can be enforced. */
  create(name: string, limits: ContainerLimits): ContainerCgroup | undefined;
  remove(): Promise<void>;
}

/** Microseconds of CPU per period. As kubelet v1.34, pkg/kubelet/cm/helpers_linux.go, MilliCPUToQuota. */
export function quotaUs(limitMillis: number): number {
  return Math.max(MIN_QUOTA_US, Math.floor((limitMillis * CFS_PERIOD_US) / 1000));
}

/** As kubelet v1.34, pkg/kubelet/cm/helpers_linux.go, MilliCPUToShares. */
export function cpuShares(requestMillis: number): number {
  return Math.max(MIN_SHARES, Math.floor((requestMillis * SHARES_PER_CORE) / 1000));
}

/** cgroup v1 shares (2..262144) on the scale of v2 weights (1..10000), as runc converts them. */
export function cpuWeight(shares: number): number {
  return 1 + Math.floor(((shares - 2) * 9999) / 262_142);
}

/** `key value` lines, as in cpu.stat and memory.events. */
export function parseFlat(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [key = '', value] = line.split(' ');
        return [key, Number(value)];
      }),
  );
}
