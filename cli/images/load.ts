import { join } from 'node:path';
import { runChild } from '../child';
import { LOGS_DIR } from '../paths';

/** Puts images into the nodes of a kind cluster; those that are there already are passed over by kind. */
export async function loadIntoKind(
  cluster: string,
  images: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  await runChild(['kind', 'load', 'docker-image', '--name', cluster, ...images], {
    env: environment,
    signal,
    logFile: join(LOGS_DIR, 'image-load.log'),
    fix: `Check that kind is on PATH and that \`kind get clusters\` lists ${cluster}.`,
  });
}
