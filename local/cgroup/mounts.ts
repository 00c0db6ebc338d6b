import { join, relative } from 'node:path';

/** Where this process is in one cgroup hierarchy, as a directory that can be opened. */
export interface Hierarchy {
  /** Controllers of a v1 hierarchy (`cpu`, `cpuacct`, `memory`); empty for v2. */
  readonly controllers: readonly string[];
  readonly mountPoint: string;
  readonly own: string;
}

/**
 * Joins /proc/self/mountinfo with /proc/self/cgroup. In a container the mount shows only a part of the tree
 * (its root is not `/`), and the path of /proc/self/cgroup counts from the tree's root.
 */
export function hierarchies(mountInfo: string, selfCgroup: string): Hierarchy[] {
  const ownPaths = new Map<string, string>();
  for (const line of selfCgroup.split('\n')) {
    const [, controllers, ...path] = line.split(':');
    if (controllers !== undefined) for (const one of controllers.split(',')) ownPaths.set(one, path.join(':'));
  }
  return mountInfo.split('\n').flatMap((line): Hierarchy[] => {
    const [before = '', after = ''] = line.split(' - ');
    const [type, , superOptions = ''] = after.split(' ');
    const [, , , root = '/', mountPoint = ''] = before.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') return [];
    const controllers = type === 'cgroup2' ? [] : superOptions.split(',').filter((option) => option !== 'rw' && option !== 'ro');
    const path = ownPaths.get(controllers.find((one) => ownPaths.has(one)) ?? '');
    if (path === undefined) return [];
    const below = relative(root, path);
    return [{ controllers, mountPoint, own: below.startsWith('..') ? mountPoint : join(mountPoint, below) }];
  });
}
