import { initialScale } from '../../kpa';
import type { CountedPods } from '../../manifests';
import { isSameObject, moment, type MomentProducer } from './moment';

/** A changed template is a new revision, which starts small and takes all traffic as soon as it is ready. */
export const knativeMoments: MomentProducer = (applied) => {
  const { base, head } = applied;
  if (!isRevision(base) || !isRevision(head) || !isSameObject(applied) || scalingText(base) === scalingText(head)) return [];
  const { kpa } = head;
  const after = Math.max(head.minPods, kpa === undefined ? 1 : initialScale(kpa.revision, kpa.config));
  if (base.maxPods !== undefined && base.maxPods <= after) return [];
  return [moment(applied, { kind: 'new-revision', severity: 'note', after })];
};

/** Of Knative's own autoscaler, or of its class hpa. */
function isRevision({ kpa, maker }: CountedPods): boolean {
  return kpa !== undefined || maker.apiVersion.startsWith('serving.knative.dev/');
}

function scalingText({ kpa, hpa }: CountedPods): string {
  return JSON.stringify([kpa?.revision, hpa]);
}
