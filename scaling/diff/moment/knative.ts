import { ANNOTATION, lookUp } from '../../kpa';
import type { KpaRevision } from '../../manifests/kpa-ramp';
import { isSameObject, moment, type MomentProducer } from './moment';

/** Pods that a new revision starts with. Knative Serving docs, config-autoscaler, `initial-scale`. */
function initialScale({ revision, config }: KpaRevision, min: number): number {
  const written = Number(lookUp(revision.annotations, ANNOTATION.initialScale)?.text);
  return Math.max(min, Number.isInteger(written) ? written : config.initialScale);
}

/** A changed template is a new revision, which starts small and takes all traffic as soon as it is ready. */
export const knativeMoments: MomentProducer = (applied) => {
  const { base, head } = applied;
  if (base.kpa === undefined || head.kpa === undefined || !isSameObject(applied)) return [];
  if (JSON.stringify(base.kpa.revision) === JSON.stringify(head.kpa.revision)) return [];
  const after = initialScale(head.kpa, head.minPods);
  if (base.maxPods !== undefined && base.maxPods <= after) return [];
  return [moment(applied, { kind: 'new-revision', severity: 'note', after })];
};
