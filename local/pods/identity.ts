import type { PodSpec } from '../kubernetes/pod';

export interface Owner {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job' | 'Revision';
  readonly name: string;
}

/** The properties of a pod that never change. */
export interface PodIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly ip: string;
  readonly owner: Owner;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Names the pod template that it was made of. */
  readonly templateHash: string;
  /** Directories of a StatefulSet's claims, by volume name; they outlive the pod. */
  readonly claims: ReadonlyMap<string, string>;
  readonly createdAtMs: number;
}
