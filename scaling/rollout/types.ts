/** What a Deployment is (apps/v1, as users write it), and the objects that its controllers make of it. */

/** A number of pods, or a percentage of the replicas: `2`, `25%`. */
export type IntOrPercent = number | string;

export interface DeploymentSpec {
  readonly replicas?: number | undefined;
  readonly strategy?:
    | {
        readonly type?: string | undefined;
        readonly rollingUpdate?:
          { readonly maxSurge?: IntOrPercent | undefined; readonly maxUnavailable?: IntOrPercent | undefined } | undefined;
      }
    | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly progressDeadlineSeconds?: number | undefined;
  readonly revisionHistoryLimit?: number | undefined;
  readonly paused?: boolean | undefined;
}

export type DeploymentConditionType = 'Available' | 'Progressing';

export interface DeploymentCondition {
  readonly type: DeploymentConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly lastUpdateMs: number;
  readonly lastTransitionMs: number;
}

/** Counts of pods. Terminating and failed pods are in none but `terminating`. */
export interface DeploymentStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  /** Pods of the newest template. */
  readonly updated: number;
  readonly ready: number;
  /** Ready for `minReadySeconds`. */
  readonly available: number;
  readonly unavailable: number;
  /** Being deleted, but still running. */
  readonly terminating: number;
  readonly conditions: readonly DeploymentCondition[];
}

export interface ReplicaSetStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  readonly terminating: number;
}

/** Objects are replaced, never changed: a controller that read one earlier still holds what it read. */
export interface ReplicaSet {
  /** From 1, in order of creation. */
  readonly id: number;
  /** Equal pod templates are equal strings, as equal templates have the same hash upstream. */
  readonly template: string;
  /** spec.replicas */
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly generation: number;
  /** Annotation deployment.kubernetes.io/revision. */
  readonly revision: number;
  /** Annotation deployment.kubernetes.io/desired-replicas: the Deployment's replicas when this one was last scaled. */
  readonly desiredReplicas: number;
  /** Annotation deployment.kubernetes.io/max-replicas: the same with the surge. */
  readonly maxReplicas: number;
  readonly status: ReplicaSetStatus;
}

export interface RolloutPod {
  readonly name: string;
  /** From 1, in order of creation over all ReplicaSets; UIDs sort the same way. */
  readonly id: number;
  readonly replicaSet: number;
  readonly template: string;
  readonly createdMs: number;
  readonly phase: 'Pending' | 'Running' | 'Failed';
  /** Undefined before the pod is scheduled. */
  readonly node: string | undefined;
  readonly startedMs: number | undefined;
  readonly ready: boolean;
  /** When the pod last got ready or unready. */
  readonly readyTransitionMs: number;
  readonly restarts: number;
  /** Annotation controller.kubernetes.io/pod-deletion-cost. */
  readonly deletionCost: number;
  readonly deleting: boolean;
}

/** One ReplicaSet was scaled by the Deployment controller. */
export interface ReplicaSetScaled {
  readonly template: string;
  /** 0 for a new one. */
  readonly from: number;
  readonly to: number;
}

/** What the controllers did until there was nothing left to do. */
export interface RolloutChanges {
  readonly scaled: readonly ReplicaSetScaled[];
  readonly created: readonly RolloutPod[];
  /** By the ReplicaSet controller, in order of creation. */
  readonly deleted: readonly RolloutPod[];
  /** Templates of the ReplicaSets beyond the history limit. */
  readonly removedReplicaSets: readonly string[];
}
