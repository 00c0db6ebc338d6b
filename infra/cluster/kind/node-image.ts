import { UserError } from '../../../contract';
import type { RunCommand } from '../../commands';

/** Kubernetes 1.35, of the images that kind v0.33.0 was released with; the digest is that of its release notes. */
export const NODE_IMAGE = 'kindest/node:v1.35.8@sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0';

/** An older `kind load` does not work with images released since: their containerd is a newer one. */
const OLDEST_KIND = [0, 32] as const;

/** @throws UserError when kind is missing, or older than the node images that are released now */
export async function requireKind(run: RunCommand): Promise<void> {
  const { exitCode, stdout, stderr } = await run(['kind', 'version']);
  const install = 'Install kind (https://kind.sigs.k8s.io) and put it on PATH.';
  if (exitCode === 127) throw unavailable('is not installed, or not on PATH.', install);
  if (exitCode !== 0) throw unavailable(`does not answer: ${stderr.trim().split('\n').at(-1) ?? ''}`, install);
  const [text, major, minor] = /v(\d+)\.(\d+)\.\d+/.exec(stdout) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_KIND;
  // A build without a version of its own is not judged.
  if (text === undefined) return;
  const isOld = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  if (isOld)
    throw unavailable(
      `is ${text}: too old for the node image ${NODE_IMAGE.replace(/@.*/, '')}, whose containerd its \`kind load\` does not know.`,
      `Install kind v${OLDEST_KIND.join('.')}.0 or newer (https://kind.sigs.k8s.io).`,
    );
}

function unavailable(problem: string, fix: string): UserError {
  return new UserError({ code: 'tool-unavailable', where: 'kind', problem, fix });
}
