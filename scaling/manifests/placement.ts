import type { Fields } from './fields';
import { readSelector, type LabelSelector } from './selector';

/** What of a pod decides on which nodes it can run beside its equals. */
export interface Placement {
  /** Names of claims that all pods of the template mount. */
  readonly claims: readonly string[];
  /** Disks that only one node can have for writing, written into the pod itself: the kind of the volume. */
  readonly disks: readonly string[];
  /** Ports of the node that a pod takes. */
  readonly hostPorts: readonly number[];
  /** Pods that a pod refuses to be near. */
  readonly refuses: readonly AntiAffinity[];
}

/** A port of a container, as written. */
export interface Port {
  readonly name: string;
  readonly port: number;
  readonly hostPort: number | undefined;
}

/** A required term of pod anti-affinity. */
export interface AntiAffinity {
  readonly selector: LabelSelector;
  /** Label of nodes; pods are apart when their nodes differ in it. */
  readonly topologyKey: string;
}

export const PLACED_ANYWHERE: Placement = { claims: [], disks: [], hostPorts: [], refuses: [] };

/** Volumes that attach to one node at a time. Kubernetes docs, Persistent Volumes, access modes. */
const ONE_NODE_DISKS = ['awsElasticBlockStore', 'azureDisk', 'cinder', 'gcePersistentDisk', 'vsphereVolume'] as const;

export function readPlacement(spec: Fields, ports: readonly Port[]): Placement {
  const volumes = spec.list('volumes') ?? [];
  const isHostNetwork = spec.boolean('hostNetwork') === true;
  return {
    claims: volumes.flatMap((volume) => volume.below('persistentVolumeClaim')?.text('claimName') ?? []),
    disks: volumes.flatMap((volume) => ONE_NODE_DISKS.filter((kind) => isWritable(volume.below(kind)))),
    // On the network of the node every port is one of the node.
    hostPorts: ports.flatMap(({ port, hostPort }) => hostPort ?? (isHostNetwork ? port : [])),
    refuses: readAntiAffinity(spec),
  };
}

function isWritable(disk: Fields | undefined): boolean {
  return disk !== undefined && disk.boolean('readOnly') !== true;
}

/** Terms that look at other namespaces, or that pods of other versions escape, do not keep equal pods apart. */
function readAntiAffinity(spec: Fields): AntiAffinity[] {
  const terms = spec.below('affinity')?.below('podAntiAffinity')?.list('requiredDuringSchedulingIgnoredDuringExecution') ?? [];
  return terms.flatMap((term) => {
    const selector = term.below('labelSelector');
    const isElsewhere = ['namespaces', 'namespaceSelector', 'mismatchLabelKeys'].some((key) => term.has(key));
    // Without a selector a term matches no pod.
    return selector === undefined || isElsewhere
      ? []
      : [{ selector: readSelector(selector), topologyKey: term.text('topologyKey') ?? '' }];
  });
}
