/**
 * Knative's autoscaler (KPA) as Knative Serving 98e5ef9 decides, without a cluster: `KpaAutoscaler`, then `reconcile`.
 *
 * - `kpa-autoscaler`, `autoscaler`, `decider`, `max-window`: one revision's decision
 * - `reconcile`, `scaler`, `status`: replicas, scale to zero, and the activator in or out of the path
 * - `stats`, `request-stats`, `activator-reporter`, `sampling`: what pods and activators report
 * - `metric`, `metric-windows`, `linear-buckets`, `weighted-buckets`, `exponential-weights`: averages over the windows
 * - `annotations`, `pod-autoscaler`, `config`, `parse-config`, `limits`: settings of a revision and of the cluster
 * - `validate-annotations`, `validate-revision`, `validate-config`: what upstream refuses or ignores
 */
export * from './activator-reporter';
export * from './annotations';
export * from './autoscaler';
export * from './config';
export * from './decider';
export * from './kpa-autoscaler';
export * from './limits';
export * from './parse-config';
export * from './pod-autoscaler';
export * from './reconcile';
export * from './request-stats';
export * from './sampling';
export * from './scaler';
export * from './stats';
export * from './status';
export * from './validate-annotations';
export * from './validate-revision';
