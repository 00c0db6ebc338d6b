import { readFileSync, statfsSync } from 'node:fs';
import { findOnPath, UserError } from '../../contract';

/** Bit of CAP_SYS_RESOURCE in Linux' capability masks. */
const SYS_RESOURCE_BIT = 24n;

/** The facts of this machine that matter before anything is built. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly userId: number;
  /** `ID=debian`, `VERSION_CODENAME=bookworm` and so on; empty when the file is not there. */
  readonly osRelease: string;
  readonly programs: ReadonlySet<string>;
  readonly freeMiB: number;
}

/** Programs that must be on PATH beforehand; the others come from Debian packages. */
const NEEDED = ['go', 'npm', 'apt-get'] as const;
/** Program to the Debian package that contains it. */
const FROM_DEBIAN: Readonly<Record<string, string>> = {
  docker: 'docker.io',
  dockerd: 'docker.io',
  iptables: 'iptables',
  ip: 'iproute2',
  mmdebstrap: 'mmdebstrap',
};
/** Go's module and build caches, the binaries, Docker's data. */
export const COLD_MIB = 17_000;

/** All that is missing, each with what to do about it; empty when the build can start. */
export function shortages(machine: Machine, neededMiB: number, folder: string): UserError[] {
  const found: UserError[] = [];
  const say = (where: string, problem: string, fix: string): void => {
    found.push(new UserError({ where, problem, fix, code: 'machine-unsuitable' }));
  };
  if (machine.platform !== 'linux' || machine.arch !== 'x64')
    say(
      `this machine (${machine.platform} ${machine.arch})`,
      'building from packages is made for Linux on x64.',
      'Leave --from-packages out and use a released kind and Pulumi.',
    );
  else if (!isBookworm(machine.osRelease))
    say(
      '/etc/os-release',
      'this is not Debian 12 (bookworm), whose packages the node is made of.',
      'Leave --from-packages out, or run it on Debian 12.',
    );
  if (machine.userId !== 0)
    say(
      `user id ${machine.userId}`,
      'building from packages needs root: it installs packages and starts a Docker daemon.',
      'Run it as root, or leave --from-packages out.',
    );
  for (const program of NEEDED.filter((name) => !machine.programs.has(name))) say(program, 'is not on PATH.', fixFor(program));
  if (machine.freeMiB < neededMiB)
    say(
      folder,
      `has ${machine.freeMiB} MiB free; building from packages needs ${neededMiB} MiB there.`,
      'Free space, or set XDG_CACHE_HOME to a place with more.',
    );
  return found;
}

/** Debian packages to install for the programs that are not there. */
export function missingPackages(programs: ReadonlySet<string>): string[] {
  return [...new Set(Object.entries(FROM_DEBIAN).flatMap(([program, name]) => (programs.has(program) ? [] : [name])))];
}

export function readMachine(folder: string, environment: NodeJS.ProcessEnv): Machine {
  const { bavail, bsize } = statfsSync(folder);
  const isThere = (program: string): boolean => findOnPath(program, environment['PATH']) !== undefined;
  return {
    platform: process.platform,
    arch: process.arch,
    userId: process.getuid?.() ?? -1,
    osRelease: readOr('/etc/os-release', ''),
    programs: new Set([...NEEDED, ...Object.keys(FROM_DEBIAN)].filter(isThere)),
    freeMiB: Math.floor((bavail * bsize) / (1024 * 1024)),
  };
}

/** True when containers may be given every capability, as `--privileged` asks for. `status` is /proc/self/status. */
export function mayRaiseLimits(status: string): boolean {
  const mask = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> SYS_RESOURCE_BIT) & 1n) === 1n;
}

function isBookworm(osRelease: string): boolean {
  return /^ID=debian$/m.test(osRelease) && /^VERSION_CODENAME=bookworm$/m.test(osRelease);
}

function fixFor(program: string): string {
  return program === 'go'
    ? 'Install Go 1.21 or newer; the exact toolchain is fetched as a Go module.'
    : `Install ${program}; it belongs to Debian or to Node.`;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
