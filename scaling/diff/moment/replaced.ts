import { writtenReplicas } from '../pair-sides';
import { isSameObject, moment, stepsFrom, type MomentProducer } from './moment';
import { DEFAULT_REPLICAS } from './replicas';

/** A workload under a new name, or of another kind, is a new object: it starts with its own count, and the old one goes. */
export const replacedMoments: MomentProducer = (applied, context) => {
  const { base, head } = applied;
  if (isSameObject(applied) || head.pod === undefined || base.pod === undefined || !('runs' in head.maker)) return [];
  const after = writtenReplicas(head) ?? DEFAULT_REPLICAS;
  if (base.maxPods !== undefined && base.maxPods <= after) return [];
  const steps = stepsFrom(after, { base: { ...base, hpa: undefined }, head }, context);
  return [moment(applied, { kind: 'workload-replaced', severity: 'warning', after, steps, from: base.title, to: head.title })];
};
