/**
 * The HorizontalPodAutoscaler (autoscaling/v2) exactly as kube-controller-manager v1.34 decides, without a cluster:
 * `new HpaController(spec).sync(nowMs, inputs)`.
 *
 * - `controller`, `conditions`: one sync from reading to the new count
 * - `evaluate`, `metrics`, `pods`, `replicas`, `tolerance`: the count that each metric asks for
 * - `normalize`, `stabilize`, `behavior`, `history`: how far one sync may go; `policy-arithmetic`: how long the whole way takes
 * - `types`, `defaults`, `versions`, `integers`: the object, what Kubernetes fills in, gates by version, Go's integers
 * - `validate`, `validate-metrics`, `validate-behavior`: what the API server refuses or the controller ignores
 */
export { HpaController } from './controller';
export * from './defaults';
export { ramp, replicasAfter, secondsToReach, type Ramp, type RampOptions, type RampStep } from './policy-arithmetic';
export * from './types';
export { validateHpa } from './validate';
export { validateBehavior } from './validate-behavior';
export * from './versions';
