import { writtenReplicas } from '../pair-sides';
import { isSameObject, moment, scalerOf, stepsFrom, type MomentProducer } from './moment';

/** What Kubernetes starts with where nobody writes a count. */
export const DEFAULT_REPLICAS = 1;

/**
 * `spec.replicas` comes, goes or changes under an autoscaler.
 * Kubernetes docs, Horizontal Pod Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling".
 */
export const replicasMoments: MomentProducer = (applied, context) => {
  const { base, head } = applied;
  const [before, after] = [writtenReplicas(base), writtenReplicas(head)];
  if (!isSameObject(applied) || before === after) return [];
  const most = base.maxPods ?? Infinity;
  if (after === undefined) {
    if (most <= DEFAULT_REPLICAS && base.maxPods !== 0) return [];
    const steps = stepsFrom(DEFAULT_REPLICAS, applied, context);
    const severity = most > DEFAULT_REPLICAS ? 'warning' : 'note';
    return [moment(applied, { kind: 'replicas-removed', severity, after: DEFAULT_REPLICAS, steps })];
  }
  const scaler = scalerOf(head);
  if (scaler === undefined) return [];
  if (after === 0) {
    // An HPA that is off says so by having no count of its own; KEDA starts pods from zero again.
    const severity = head.keda === undefined ? 'error' : 'warning';
    return [moment(applied, { kind: 'replicas-zero', severity, after: 0 })];
  }
  const steps = stepsFrom(after, applied, context);
  return [moment(applied, { kind: 'replicas-written', severity: most > after ? 'warning' : 'note', after, steps })];
};
