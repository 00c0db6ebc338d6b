import { nearest } from '../../contract';
import { allObjects, type Manifest, type Manifests } from '../manifests';
import type { Hit, Rule } from './rule';

/** `rule-id: reason`, one a line or separated by semicolons. */
export const IGNORE_ANNOTATION = 'ml-scaling-lab/lint-ignore';

interface Ignore {
  readonly rule: string;
  readonly reason: string;
}

function ignoresOf({ annotations }: Manifest): Ignore[] {
  return (annotations[IGNORE_ANNOTATION] ?? '')
    .split(/[\n;]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const colon = entry.indexOf(':');
      return colon < 0
        ? { rule: entry, reason: '' }
        : { rule: entry.slice(0, colon).trim(), reason: entry.slice(colon + 1).trim() };
    });
}

/** Why findings of a rule on an object are suppressed; undefined when they are not. Without a reason nothing is suppressed. */
export function suppressedBecause(object: Manifest, rule: string): string | undefined {
  return ignoresOf(object).find((one) => one.rule === rule && one.reason !== '')?.reason;
}

/** The rule about suppressions themselves; it cannot be suppressed. */
export const IGNORE_RULE: Omit<Rule, 'check'> = {
  id: 'lint-ignore-incomplete',
  severity: 'warning',
  title: 'A suppression names a rule and a reason',
  why: 'The next reader has to know why a finding was accepted. Without a reason, or with a rule that does not exist, nothing is suppressed.',
  fix: `Write ${IGNORE_ANNOTATION}: "rule-id: reason".`,
  source: 'this project',
};

export function incompleteIgnores(manifests: Manifests, ruleIds: readonly string[]): Hit[] {
  return allObjects(manifests).flatMap((object) =>
    ignoresOf(object).flatMap(({ rule, reason }): Hit[] => {
      const path = `metadata.annotations.${IGNORE_ANNOTATION}`;
      if (!ruleIds.includes(rule)) {
        const choice = nearest(rule.slice(0, 80), ruleIds);
        return [{ object, path, message: `${rule} is not a rule${choice === undefined ? '' : `. Did you mean ${choice}?`}` }];
      }
      return reason === '' ? [{ object, path, message: `${rule} has no reason, so it is not suppressed` }] : [];
    }),
  );
}
