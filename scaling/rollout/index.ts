/**
 * Deployment and ReplicaSet (apps/v1) exactly as the controllers of kube-controller-manager v1.37.2 roll them, without a cluster:
 * `new Rollout(spec, template)`, then `edit` and `settle(nowMs)`.
 *
 * - `rollout`, `objects`, `types`, `defaults`, `validate`: one Deployment and the objects that belong to it
 * - `deployment-sync`, `replica-sets`, `fenceposts`, `status`, `conditions`: the Deployment controller
 * - `replica-set-sync`, `deletion-order`: the ReplicaSet controller
 * - `autoscaled-rollout`: both under an HPA; `deploy-observer`: what a deploy did to the number of pods; `example-rollout`: rollouts for tests
 */
export {
  runAutoscaledRollout,
  toHpaPod,
  type AutoscaledRollout,
  type AutoscaledStep,
  type Measure,
  type PodTimes,
} from './autoscaled-rollout';
export { conditionOf, isDeadlineExceeded } from './conditions';
export { DeployObserver, isRolledOut, type DeployRecord, type Observed } from './deploy-observer';
export { completeDeployment, DEPLOYMENT_DEFAULTS } from './defaults';
export { maxSurge } from './fenceposts';
export { Rollout } from './rollout';
export { strategyProblems, validateDeployment } from './validate';
export * from './types';
