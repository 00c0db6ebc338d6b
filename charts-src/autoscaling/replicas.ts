import type { Autoscaling } from '../../contract';
import type { ReplicaOwner } from '../pod/deployment';

/** Settings of a service whose pods are counted by the manifest or by an autoscaler, never both. */
export interface ScalableProps {
  /**
   * Fixed number of pods.
   * @default 1, or none with autoscaling
   */
  readonly replicas?: number | undefined;
  /**
   * What decides on the number of pods.
   * @default - nothing does; `replicas` holds
   */
  readonly autoscaling?: Autoscaling | undefined;
  /** 34 for Kubernetes 1.34; decides which autoscaling fields the API keeps. */
  readonly kubernetesMinor: number;
}

const DEFAULT_REPLICAS = 1;

export function replicaOwner({ replicas, autoscaling }: ScalableProps): ReplicaOwner {
  if (autoscaling === undefined) return { owner: 'manifest', replicas: replicas ?? DEFAULT_REPLICAS };
  const { hpa, keda } = autoscaling;
  return { owner: 'autoscaler', minReplicas: hpa?.minReplicas ?? keda?.minReplicaCount ?? 0 };
}

/** For `addValidation`: a number in the manifest would reset what the autoscaler decided on every apply. */
export function replicasProblems({ replicas, autoscaling }: ScalableProps): string[] {
  const owners = Object.entries(autoscaling ?? {}).flatMap(([kind, settings]) => (settings === undefined ? [] : [kind]));
  const problems: string[] = [];
  if (owners.length > 1) problems.push(`autoscaling: ${owners.join(' and ')} would fight over the same pods; give one`);
  if (replicas !== undefined && owners.length > 0)
    problems.push(`replicas: ${replicas} is set beside autoscaling.${owners[0] ?? ''}, which owns the number of pods; give one`);
  return problems;
}
