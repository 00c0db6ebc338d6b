import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
/**
 * What each part of the control plane requests. kubeadm's 650m in all would leave a machine with two cores no room for a second
 * pod of an autoscaled service; requests only divide what is scheduled, and nothing limits these pods.
 */
const CPU_REQUEST = '20m';

/** What Kubernetes itself requests on the node: these four, two pods of CoreDNS, kindnet and metrics-server, in millicores. */
export const SYSTEM_MILLIS = COMPONENTS.length * 20 + 2 * 100 + 100 + 50;

/** Where the node finds the patches. */
export const PATCHES_ON_NODE = '/kind/lab-patches';

/** Writes kubeadm's patches of the control plane's pods into a folder. */
export function writePatches(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of COMPONENTS)
    writeFileSync(
      join(folder, `${name}+strategic.yaml`),
      stringify({ spec: { containers: [{ name, resources: { requests: { cpu: CPU_REQUEST } } }] } }),
    );
}
