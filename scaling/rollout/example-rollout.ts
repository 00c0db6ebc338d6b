import { Rollout } from './rollout';
import type { DeploymentSpec, RolloutPod } from './types';

/** Rollouts for tests: pods start and get ready when the test says so. */

export const TEMPLATE = 'v1';

/** All pods that are not there yet get ready, each on a node of its own, and the controllers settle. */
export function readyAll(rollout: Rollout, nowMs: number): void {
  for (const pod of rollout.pods.filter(isStarting)) {
    rollout.podStarted(pod.name, `node-of-${pod.name}`, nowMs);
    rollout.podReady(pod.name, nowMs);
  }
  rollout.settle(nowMs);
}

function isStarting({ ready, deleting }: RolloutPod): boolean {
  return !ready && !deleting;
}

/** A Deployment whose pods are all available at time 0. */
export function exampleRollout(spec: DeploymentSpec): Rollout {
  const rollout = new Rollout(spec, TEMPLATE);
  rollout.settle(0);
  readyAll(rollout, 0);
  rollout.settle((spec.minReadySeconds ?? 0) * 1000);
  return rollout;
}

/** spec.replicas of the ReplicaSets by template. */
export function sizes(rollout: Rollout): Record<string, number> {
  return Object.fromEntries(rollout.replicaSets.map(({ template, replicas }) => [template, replicas]));
}

/** Reason of the Progressing or Available condition. */
export function reason(rollout: Rollout, type: 'Available' | 'Progressing'): string | undefined {
  return rollout.status.conditions.find((condition) => condition.type === type)?.reason;
}

/** The names of the pods that are being deleted. */
export function terminating(rollout: Rollout): string[] {
  return rollout.pods.filter(({ deleting }) => deleting).map(({ name }) => name);
}
