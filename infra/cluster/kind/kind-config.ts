import { stringify } from 'yaml';
import { PATCHES_ON_NODE } from './static-pods';

/** What a kind cluster is made from; another value means another cluster. */
export interface KindClusterSpec {
  readonly name: string;
  readonly apiServerPort: number;
  readonly nodeImage: string;
}

/** Since 1.35 the kubelet starts on a machine with cgroup v1 only when it is told to; elsewhere this changes nothing. */
const KUBELET = { kind: 'KubeletConfiguration', failCgroupV1: false } as const;

/**
 * kind's own configuration file. The API server listens on this machine only.
 *
 * @param patches folder of kubeadm's patches
 */
export function kindConfig({ name, apiServerPort, nodeImage }: KindClusterSpec, patches: string): string {
  return stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name,
    networking: { apiServerAddress: '127.0.0.1', apiServerPort },
    nodes: [
      {
        role: 'control-plane',
        image: nodeImage,
        extraMounts: [{ hostPath: patches, containerPath: PATCHES_ON_NODE, readOnly: true }],
        kubeadmConfigPatches: [{ kind: 'InitConfiguration', patches: { directory: PATCHES_ON_NODE } }, KUBELET].map((patch) =>
          stringify(patch),
        ),
      },
    ],
  });
}

/** Name of the container that kind runs the one node in. */
export function nodeContainer(name: string): string {
  return `${name}-control-plane`;
}
