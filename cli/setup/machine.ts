import { statfsSync } from 'node:fs';
import { UserError, type Lab } from '../../contract';
import { makeFolder } from '../../local';

const MIB = 1024 * 1024;

/**
 * The local engine has no GPU for pods. A lab that needs one is refused before anything is set up, instead of measured without it.
 *
 * @throws UserError naming the service and where it would run
 */
export function requireNoGpu({ services: { llm } }: Lab): void {
  if (!llm.enabled) return;
  throw new UserError({
    code: 'gpu-missing',
    where: 'lab.yaml  services.llm',
    problem: `needs ${llm.gpus} GPU${llm.gpus === 1 ? '' : 's'} for every pod, and the local engine has none to give: it was not run, and nothing was started.`,
    fix: [
      'Run it on a cluster with GPUs (./lab up --on existing), or set services.llm.enabled to false.',
      'Rendering it, ./lab lint and ./lab diff need no GPU.',
    ].join('\n  '),
  });
}

/** Creates a folder and refuses it when it cannot be written or holds less free space than the next step needs. */
export function requireSpace(folder: string, neededMiB: number): void {
  makeFolder(folder);
  const { bavail, bsize } = statfsSync(folder);
  const freeMiB = Math.floor((bavail * bsize) / MIB);
  if (freeMiB >= neededMiB) return;
  throw new UserError({
    code: 'disk-too-small',
    where: folder,
    problem: `has ${freeMiB} MiB free; the lab needs ${neededMiB} MiB there.`,
    fix: 'Free space or choose another place (XDG_CACHE_HOME for the cache).',
  });
}
