import type { KubernetesObject } from '../../contract';
import { KSERVE_RULES } from './kserve';
import { OBJECT_RULES } from './objects';
import type { Finding, Rule } from './rule';
import { BINDING_LINT_RULES, REPLICAS_RULES, scalingFindings } from './scaling';
import { SECURITY_RULES } from './security';
import { WORKLOAD_RULES } from './workloads';

export { titleOf } from './rendered';
export { scalingFindings } from './scaling';
export type { Finding, Rule } from './rule';

/** The lab's own rules. They have nothing to do with scaling, or are stricter than upstream. */
export const LAB_RULES: readonly Rule[] = [
  ...WORKLOAD_RULES,
  ...SECURITY_RULES,
  ...REPLICAS_RULES,
  ...KSERVE_RULES,
  ...OBJECT_RULES,
];

/** Rules for every set of manifests of the lab. */
export const RULES: readonly Pick<Rule, 'id' | 'title'>[] = [...LAB_RULES, ...BINDING_LINT_RULES];

/** Every place where a rule does not hold, the lab's own first. The objects must have passed `schemaFindings`. */
export function ruleFindings(objects: readonly KubernetesObject[]): (Finding & { readonly rule: string })[] {
  return [
    ...LAB_RULES.flatMap((rule) => rule.check(objects).map((finding) => ({ ...finding, rule: rule.id }))),
    ...scalingFindings(objects).filter(({ isRefused }) => isRefused),
  ];
}
