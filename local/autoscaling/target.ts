import type { Pod } from '../../scaling/hpa';
import type { WorkloadReference } from '../workloads/running';

/** A pod as the controllers see it through the API, whose times are whole seconds. */
export interface TargetPod extends Pod {
  readonly uid: string;
}

/** A workload as its scale subresource and its selector show it now. */
export interface ScaleTarget {
  /** scale.spec.replicas */
  readonly specReplicas: number;
  /** scale.status.replicas: pods that are there and not being deleted. */
  readonly statusReplicas: number;
  readonly readyReplicas: number;
  /** All pods that the selector matches, including those being deleted. */
  readonly pods: readonly TargetPod[];
}

/** What controllers do to workloads. */
export interface ScaleTargets {
  find(reference: WorkloadReference): ScaleTarget | undefined;
  scale(reference: WorkloadReference, replicas: number): void;
}
