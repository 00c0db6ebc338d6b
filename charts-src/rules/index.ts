import { KSERVE_RULES } from './kserve';
import { OBJECT_RULES } from './objects';
import type { KubeObject } from './rendered';
import type { Finding, Rule } from './rule';
import { SCALING_RULES } from './scaling';
import { SECURITY_RULES } from './security';
import { WORKLOAD_RULES } from './workloads';

export type { KubeObject } from './rendered';
export type { Finding, Rule } from './rule';

/** What every set of manifests of the lab keeps to. */
export const RULES: readonly Rule[] = [...WORKLOAD_RULES, ...SECURITY_RULES, ...SCALING_RULES, ...KSERVE_RULES, ...OBJECT_RULES];

/** Every place where a rule does not hold, in the order of the rules. The objects must have passed `schemaFindings`. */
export function ruleFindings(objects: readonly KubeObject[]): (Finding & { readonly rule: string })[] {
  return RULES.flatMap((rule) => rule.check(objects).map((finding) => ({ ...finding, rule: rule.id })));
}
