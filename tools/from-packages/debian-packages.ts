import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { call, type Host } from './host';
import type { Machine } from './machine';

/** A package manager asks this program before it starts a service of a package: 101 means no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';
const START_NOTHING =
  '#!/bin/sh\n# Written by ml-scaling-lab while it installs packages: their services are not started.\nexit 101\n';
/** Long enough for a slow mirror; the package manager waits as long for another one that holds its lock. */
const LOCK_SECONDS = 300;

/** True where packages can be installed without asking anybody: root on Debian. */
export function mayInstallFromDebian({
  userId,
  osRelease,
  programs,
}: Pick<Machine, 'userId' | 'osRelease' | 'programs'>): boolean {
  return userId === 0 && /^ID=debian$/m.test(osRelease) && programs.has('apt-get');
}

/** Installs missing programs from Debian. Starts no service: whoever needs one starts its own. */
export async function installFromDebian(host: Host, packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['apt-get', '-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`, 'install', '--yes', '-q', '--no-install-recommends'];
  await call(host, ['apt-get', 'update', '-q'], { log: 'apt-update', environment });
  await withoutServices(SERVICE_POLICY, () => call(host, [...install, ...packages], { log: 'apt-install', environment }));
}

/** Does the work while a policy keeps services from starting. Leaves an existing policy alone. */
export async function withoutServices<T>(policy: string, work: () => Promise<T>): Promise<T> {
  const isOurs = !existsSync(policy) || readFileSync(policy, 'utf8') === START_NOTHING;
  if (isOurs) writeFileSync(policy, START_NOTHING, { mode: 0o755 });
  try {
    return await work();
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}
