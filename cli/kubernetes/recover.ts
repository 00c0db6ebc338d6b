import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { LAB_DIR } from '../paths';
import { stackOf, type ClusterEngine } from './engines';
import type { Session } from './session';
import { updateError } from './update-error';

/** Takes the objects of a deleted kind cluster out of the state, so that the next update makes cluster and objects anew. */
export async function forgetDeletedCluster(
  session: Session,
  engine: ClusterEngine,
  print: (line: string) => void,
): Promise<void> {
  if (engine !== 'kind') return;
  const { name, logFile } = stackOf(engine);
  const marker = join(LAB_DIR, 'kubernetes', name, 'kubeconfig.cluster.json');
  if (!existsSync(marker)) return;
  const cluster = clusterName(readFileSync(marker, 'utf8'));
  const listed = await execa('kind', ['get', 'clusters'], { env: session.environment, extendEnv: false, reject: false });
  if (cluster === undefined || listed.failed || listed.stdout.split('\n').includes(cluster)) return;
  print(`    the kind cluster ${cluster} is gone; it is made again`);
  const refreshed = await session.pulumi.read(
    ['refresh', '--stack', name, '--yes', '--skip-preview', '--non-interactive', '--color', 'never'],
    { PULUMI_K8S_DELETE_UNREACHABLE: 'true' },
  );
  if (refreshed.exitCode !== 0) throw updateError('pulumi refresh', name, refreshed, logFile);
}

function clusterName(marker: string): string | undefined {
  const { spec } = JSON.parse(marker) as { readonly spec?: { readonly name?: string } };
  return spec?.name;
}
