import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { namespaceOf, type Workload } from '../kubernetes/objects';
import type { AddressBlock } from '../machine/addresses';
import type { Owner, PodIdentity } from '../pods/identity';
import type { NewPod } from '../pods/pod-set';
import type { Pod } from '../pods/pod';

export interface WorkloadReference {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly namespace: string;
  readonly name: string;
}

/** Counts of pods; those that are being deleted are in none but `terminating`. */
export interface WorkloadStatus extends WorkloadReference {
  /** spec.replicas */
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  /** Of the newest pod template. */
  readonly updated: number;
  /** Ready for `minReadySeconds`. */
  readonly available: number;
  readonly terminating: number;
  /** As many are available as the rollout strategy demands. */
  readonly isAvailable: boolean;
  readonly rollout: RolloutState;
}

/**
 * - `complete`: every pod that is wanted is of the newest template and available, and there are no others
 * - `held`: complete but for pods that the manifest keeps at an older template: paused, `OnDelete`, or below the partition
 * - `failed`: there was no progress for `progressDeadlineSeconds`; the controllers go on trying
 */
export type RolloutState = 'complete' | 'progressing' | 'held' | 'failed';

/** The part of a pod that decides how its workload rolls. */
export type WorkloadPod = Pick<Pod, 'name' | 'phase' | 'isReady' | 'isDeleting' | 'readyChangedAtMs' | 'restartCount'> & {
  readonly identity: Pick<PodIdentity, 'uid' | 'labels' | 'annotations' | 'createdAtMs'>;
};

/** All pods of a lab. */
export interface WorkloadPods {
  ownedBy(owner: Owner, namespace: string): readonly WorkloadPod[];
  create(wanted: NewPod): WorkloadPod;
  /** Deletes without waiting. */
  discard(pod: WorkloadPod): void;
}

export interface WorkloadContext {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly pods: WorkloadPods;
  readonly addresses: Pick<AddressBlock, 'podAddress'>;
  /** Parent of the directories of claims. */
  readonly claimsDir: string;
  /** Has `reconcile` called soon. */
  readonly changed: () => void;
}

/** A workload that runs. */
export interface RunningWorkload {
  /** As last applied. */
  readonly manifest: Workload;
  readonly status: WorkloadStatus;
  /** spec.replicas as last written by anybody. `reconcile` acts on it. */
  desired: number;
  /** It is applied again; the number of pods stays. */
  update(manifest: Workload): void;
  /** Creates and deletes pods; called after every change. */
  reconcile(): void;
  /** Clears its timers. */
  stop(): void;
}

export function referenceOf({ kind, metadata }: Workload): WorkloadReference {
  return { kind, namespace: namespaceOf({ metadata }), name: metadata.name };
}

export function keyOf({ kind, namespace, name }: WorkloadReference): string {
  return `${kind}/${namespace}/${name}`;
}
