import { sameNamespace } from './namespaces';
import type { Workload } from './workload';

/** Rollouts with the pod template of the object that they refer to, where that is among the workloads. */
export function withTemplates(workloads: readonly Workload[]): Workload[] {
  return workloads.map((workload) => {
    const source = templateSource(workload, workloads);
    return source === undefined ? workload : { ...workload, pod: source.pod };
  });
}

/** The workload that a Rollout takes its pod template from; undefined when it has its own, or when the other is not there. */
export function templateSource(rollout: Workload, workloads: readonly Workload[]): Workload | undefined {
  const { templateOf } = rollout;
  if (templateOf === undefined) return undefined;
  return workloads.find(
    (one) => one !== rollout && one.kind === templateOf.kind && one.name === templateOf.name && sameNamespace(one, rollout),
  );
}

/** The Rollout that runs the pods of a workload in its place; undefined when none does. */
export function rolloutOf(workload: Workload, workloads: readonly Workload[]): Workload | undefined {
  return workloads.find((one) => one.templateOf !== undefined && templateSource(one, workloads) === workload);
}

/**
 * Pods that a workload behind a Rollout keeps of its own. The Rollout's controller takes them away only where `scaleDown` says so;
 * a count that nobody wrote is meant to be 0. Follows Argo Rollouts v1.9, docs/migrating.md and rollout/sync.go.
 */
export function podsLeftBehind({ replicas }: Workload, { templateOf }: Workload): number {
  switch (templateOf?.scaleDown) {
    case 'onsuccess':
    case 'progressively':
      return 0;
    case 'never':
      return replicas ?? 1;
    default:
      return replicas ?? 0;
  }
}
