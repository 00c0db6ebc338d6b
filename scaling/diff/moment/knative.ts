import { initialScale } from '../../kpa';
import { isSameObject, moment, type MomentProducer } from './moment';

/** A changed template is a new revision, which starts small and takes all traffic as soon as it is ready. */
export const knativeMoments: MomentProducer = (applied) => {
  const { base, head } = applied;
  if (base.kpa === undefined || head.kpa === undefined || !isSameObject(applied)) return [];
  if (JSON.stringify(base.kpa.revision) === JSON.stringify(head.kpa.revision)) return [];
  const after = Math.max(head.minPods, initialScale(head.kpa.revision, head.kpa.config));
  if (base.maxPods !== undefined && base.maxPods <= after) return [];
  return [moment(applied, { kind: 'new-revision', severity: 'note', after })];
};
