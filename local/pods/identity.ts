import type { PodSpec } from '../kubernetes/pod';

export interface Owner {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job' | 'Revision';
  readonly name: string;
}

/** What of a pod does not change while it lives. */
export interface PodIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly ip: string;
  readonly owner: Owner;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Directories of a StatefulSet's claims, by volume name; they outlive the pod. */
  readonly claims: ReadonlyMap<string, string>;
  readonly createdAtMs: number;
}
