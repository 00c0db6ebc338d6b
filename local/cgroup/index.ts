import type { Cgroups } from './cgroups';
import { readIfThere } from '../machine/files';
import { hierarchies } from './mounts';
import { NoCgroups } from './none';
import { CgroupsV1 } from './v1';
import { CgroupsV2 } from './v2';

export * from './cgroups';
export { removeCgroup } from './files';
export { NoCgroups } from './none';

/**
 * The best cgroups that this machine permits: the hierarchy with the cpu controller (v2 or v1), or none.
 *
 * @param prefix of names that only this lab uses now (it holds the lock of its addresses). Empty cgroups with it were left by
 *   an engine that was killed, and are removed.
 * @param runName distinguishes this run's cgroups from those
 */
export function openCgroups(prefix: string, runName: string): Cgroups {
  const all = hierarchies(readIfThere('/proc/self/mountinfo') ?? '', readIfThere('/proc/self/cgroup') ?? '');
  if (all.length === 0) return new NoCgroups('no cgroup file system is mounted');
  const unified = all.find((hierarchy) => hierarchy.controllers.length === 0);
  const opened = (unified && CgroupsV2.open(unified, prefix, runName)) ?? CgroupsV1.open(all, prefix, runName);
  return (
    opened ?? new NoCgroups('this user may not make cgroups; run as root, or from a systemd user session with delegated CPU')
  );
}
