import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writingTo } from '../machine/files';
import type { LabState } from './state';

const NAME = 'ml-scaling-lab';

/** Where kubectl, k9s and their like find the lab: `KUBECONFIG=… kubectl get pods`. */
export function kubeconfigFile(runDir: string): string {
  return join(runDir, 'kubeconfig');
}

/** There is nothing to authenticate: the API listens on loopback and only reads. */
export function writeKubeconfig({ runDir, apiUrl, services, pods }: LabState): void {
  const namespace = [...services, ...pods][0]?.namespace ?? 'default';
  const file = kubeconfigFile(runDir);
  // JSON is YAML, too.
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': NAME,
    clusters: [{ name: NAME, cluster: { server: apiUrl } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME, namespace } }],
    users: [{ name: NAME, user: {} }],
  });
  writingTo(file, () => writeFileSync(file, text));
}
