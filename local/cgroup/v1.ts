import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import {
  CFS_PERIOD_US,
  cpuShares,
  parseFlat,
  quotaUs,
  type Cgroups,
  type CgroupUsage,
  type ContainerCgroup,
  type ContainerLimits,
  type Enforcement,
} from './cgroups';
import { readIfThere } from '../machine/files';
import { CgroupDirectories, sweepEmpty, tryWrite } from './files';
import type { Hierarchy } from './mounts';

const CONTROLLERS = ['cpu', 'cpuacct', 'memory'] as const;
type Controller = (typeof CONTROLLERS)[number];

/** A directory for this lab below the engine's own cgroup of each controller that permits it. */
export class CgroupsV1 extends CgroupDirectories implements Cgroups {
  private constructor(private readonly byController: ReadonlyMap<Controller, string>) {
    super([...new Set(byController.values())]);
  }

  /** Undefined when CPU limits cannot be set. */
  public static open(all: readonly Hierarchy[], prefix: string, runName: string): CgroupsV1 | undefined {
    const made = new Map<Controller, string>();
    for (const controller of CONTROLLERS) {
      const hierarchy = all.find((one) => one.controllers.includes(controller));
      if (hierarchy === undefined) continue;
      const directory = join(hierarchy.own, `${prefix}-${runName}`);
      // cpu and cpuacct are often one hierarchy.
      const isThere = [...made.values()].includes(directory);
      if (!isThere) sweepEmpty(hierarchy.own, prefix);
      if (isThere || madeDirectory(directory)) made.set(controller, directory);
    }
    const cpu = made.get('cpu');
    if (cpu === undefined) return undefined;
    // Together the pods weigh as much as the whole machine, as the kubelet's kubepods cgroup does.
    tryWrite(join(cpu, 'cpu.shares'), cpuShares(availableParallelism() * 1000));
    return new CgroupsV1(made);
  }

  public get cpu(): Enforcement {
    return { enforced: true, by: 'cgroup-v1' };
  }

  public get memory(): Enforcement {
    return this.byController.has('memory')
      ? { enforced: true, by: 'cgroup-v1' }
      : { enforced: false, reason: 'the cgroup v1 memory controller is missing or not permitted' };
  }

  public create(name: string, limits: ContainerLimits): ContainerCgroup {
    const directories = new Map([...this.byController].map(([controller, directory]) => [controller, join(directory, name)]));
    for (const directory of directories.values()) mkdirSync(directory, { recursive: true });
    const set = (controller: Controller, file: string, value: number): boolean => {
      const directory = directories.get(controller);
      return directory !== undefined && tryWrite(join(directory, file), value);
    };
    if (limits.cpuRequestMillis !== undefined) set('cpu', 'cpu.shares', cpuShares(limits.cpuRequestMillis));
    if (limits.cpuLimitMillis !== undefined) {
      set('cpu', 'cpu.cfs_period_us', CFS_PERIOD_US);
      set('cpu', 'cpu.cfs_quota_us', quotaUs(limits.cpuLimitMillis));
    }
    if (limits.memoryLimitBytes !== undefined) {
      set('memory', 'memory.limit_in_bytes', limits.memoryLimitBytes);
      // Without this a machine with swap would slow the pod down instead of ending it.
      set('memory', 'memory.memsw.limit_in_bytes', limits.memoryLimitBytes);
    }
    return new ContainerCgroupV1(directories);
  }
}

function madeDirectory(directory: string): boolean {
  try {
    mkdirSync(directory);
    // An ordinary user can sometimes make directories in which nothing is writable, so check that joining works.
    return readIfThere(join(directory, 'cgroup.procs')) !== undefined;
  } catch {
    return false;
  }
}

class ContainerCgroupV1 extends CgroupDirectories implements ContainerCgroup {
  public constructor(private readonly byController: ReadonlyMap<Controller, string>) {
    super([...new Set(byController.values())]);
  }

  public usage(): CgroupUsage {
    const nanoseconds = this.read('cpuacct', 'cpuacct.usage');
    const memory = this.read('memory', 'memory.usage_in_bytes');
    const inactive = parseFlat(this.read('memory', 'memory.stat') ?? '')['total_inactive_file'] ?? 0;
    const stat = this.read('cpu', 'cpu.stat');
    const throttling = stat === undefined ? undefined : parseFlat(stat);
    return {
      cpuSeconds: nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e9,
      memoryBytes: memory === undefined ? undefined : Math.max(0, Number(memory) - inactive),
      throttling: throttling && {
        periods: throttling['nr_periods'] ?? 0,
        throttledPeriods: throttling['nr_throttled'] ?? 0,
        throttledSeconds: (throttling['throttled_time'] ?? 0) / 1e9,
      },
    };
  }

  public oomKills(): number {
    return parseFlat(this.read('memory', 'memory.oom_control') ?? '')['oom_kill'] ?? 0;
  }

  private read(controller: Controller, file: string): string | undefined {
    const directory = this.byController.get(controller);
    return directory === undefined ? undefined : readIfThere(join(directory, file));
  }
}
