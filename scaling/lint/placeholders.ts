import { isFilledInLater } from '../manifests';
import type { Hit, LintContext, Rule } from './rule';

/** Rules that look at what the pods of a scaler request or may use. */
const ABOUT_PODS = /request|limit|quota|cpu|memory|target|startup/;

/**
 * Whether a finding rests on a value that is only filled in later (`${REPLICAS}`): in the field itself, in the pods that the object
 * scales, or in the name of what may be its target.
 */
export function isFilledIn({ id }: Pick<Rule, 'id'>, { object, path }: Hit, { manifests, pods }: LintContext): boolean {
  if (isFilledInLater(object.placeholders, path)) return true;
  if (id === 'target-missing')
    return manifests.workloads.some(({ placeholders }) => isFilledInLater(placeholders, 'metadata.name'));
  return (
    ABOUT_PODS.test(id) &&
    pods.some(({ scaler, maker }) => scaler === object && isFilledInLater(maker.placeholders, 'spec.template.spec.containers'))
  );
}
