import type { Cgroups } from './cgroups';
import { readIfThere } from './files';
import { hierarchies } from './mounts';
import { NoCgroups } from './none';
import { CgroupsV1 } from './v1';
import { CgroupsV2 } from './v2';

export * from './cgroups';
export { removeCgroup } from './files';
export { NoCgroups } from './none';

/** The best that this machine permits: the hierarchy that has the cpu controller, v2 or v1, else nothing. */
export function openCgroups(labName: string): Cgroups {
  const all = hierarchies(readIfThere('/proc/self/mountinfo') ?? '', readIfThere('/proc/self/cgroup') ?? '');
  if (all.length === 0) return new NoCgroups('no cgroup file system is mounted');
  const unified = all.find((hierarchy) => hierarchy.controllers.length === 0);
  const opened = (unified && CgroupsV2.open(unified, labName)) ?? CgroupsV1.open(all, labName);
  return (
    opened ?? new NoCgroups('this user may not make cgroups; run as root, or from a systemd user session with delegated CPU')
  );
}
