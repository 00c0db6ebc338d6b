import { accessSync, constants, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CFS_PERIOD_US,
  cpuShares,
  cpuWeight,
  parseFlat,
  quotaUs,
  type Cgroups,
  type CgroupUsage,
  type ContainerCgroup,
  type ContainerLimits,
  type Enforcement,
} from './cgroups';
import { readIfThere } from '../machine/files';
import { CgroupDirectories, removeCgroup, sweepEmpty, tryWrite } from './files';
import type { Hierarchy } from './mounts';

/**
 * A directory for this lab in the nearest cgroup at or above the engine's own that this user may divide and that delegates
 * the cpu controller. A cgroup with processes in it cannot delegate, so it is rarely the engine's own.
 */
export class CgroupsV2 extends CgroupDirectories implements Cgroups {
  private constructor(
    private readonly directory: string,
    private readonly controllers: ReadonlySet<string>,
  ) {
    super([directory]);
  }

  /** Undefined when CPU limits cannot be set. */
  public static open(hierarchy: Hierarchy, prefix: string, runName: string): CgroupsV2 | undefined {
    for (let parent = hierarchy.own; parent.startsWith(hierarchy.mountPoint); parent = dirname(parent)) {
      const opened = CgroupsV2.openBelow(parent, prefix, runName);
      if (opened !== undefined) return opened;
      if (parent === hierarchy.mountPoint) break;
    }
    return undefined;
  }

  private static openBelow(parent: string, prefix: string, runName: string): CgroupsV2 | undefined {
    if (!writable(parent) || !writable(join(parent, 'cgroup.procs'))) return undefined;
    if (!words(join(parent, 'cgroup.subtree_control')).includes('cpu')) return undefined;
    sweepEmpty(parent, prefix);
    const directory = join(parent, `${prefix}-${runName}`);
    try {
      mkdirSync(directory);
    } catch {
      return undefined;
    }
    const wanted = words(join(directory, 'cgroup.controllers')).filter((one) => one === 'cpu' || one === 'memory');
    for (const controller of wanted) tryWrite(join(directory, 'cgroup.subtree_control'), `+${controller}`);
    const controllers = new Set(words(join(directory, 'cgroup.subtree_control')));
    if (!controllers.has('cpu')) {
      void removeCgroup(directory);
      return undefined;
    }
    tryWrite(join(directory, 'cpu.weight'), cpuWeight(cpuShares(availableParallelism() * 1000)));
    return new CgroupsV2(directory, controllers);
  }

  public get cpu(): Enforcement {
    return { enforced: true, by: 'cgroup-v2' };
  }

  public get memory(): Enforcement {
    return this.controllers.has('memory')
      ? { enforced: true, by: 'cgroup-v2' }
      : { enforced: false, reason: 'the cgroup v2 memory controller is not delegated to this user' };
  }

  public create(name: string, limits: ContainerLimits): ContainerCgroup {
    const directory = join(this.directory, name);
    mkdirSync(directory, { recursive: true });
    const set = (file: string, value: string | number): boolean => tryWrite(join(directory, file), value);
    if (limits.cpuRequestMillis !== undefined) set('cpu.weight', cpuWeight(cpuShares(limits.cpuRequestMillis)));
    if (limits.cpuLimitMillis !== undefined) set('cpu.max', `${quotaUs(limits.cpuLimitMillis)} ${CFS_PERIOD_US}`);
    if (limits.memoryLimitBytes !== undefined) {
      set('memory.max', limits.memoryLimitBytes);
      set('memory.swap.max', 0);
      set('memory.oom.group', 1);
    }
    return new ContainerCgroupV2(directory);
  }
}

class ContainerCgroupV2 extends CgroupDirectories implements ContainerCgroup {
  public constructor(private readonly directory: string) {
    super([directory]);
  }

  public usage(): CgroupUsage {
    const statText = this.read('cpu.stat');
    const stat = statText === undefined ? undefined : parseFlat(statText);
    const memory = this.read('memory.current');
    const inactive = parseFlat(this.read('memory.stat') ?? '')['inactive_file'] ?? 0;
    return {
      cpuSeconds: stat === undefined ? undefined : (stat['usage_usec'] ?? 0) / 1e6,
      memoryBytes: memory === undefined ? undefined : Math.max(0, Number(memory) - inactive),
      throttling: stat && {
        periods: stat['nr_periods'] ?? 0,
        throttledPeriods: stat['nr_throttled'] ?? 0,
        throttledSeconds: (stat['throttled_usec'] ?? 0) / 1e6,
      },
    };
  }

  public oomKills(): number {
    return parseFlat(this.read('memory.events') ?? '')['oom_kill'] ?? 0;
  }

  private read(file: string): string | undefined {
    return readIfThere(join(this.directory, file));
  }
}

function words(file: string): string[] {
  return (readIfThere(file) ?? '').split(/\s+/).filter((word) => word !== '');
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
