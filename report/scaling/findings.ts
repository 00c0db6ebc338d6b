import type { Finding } from '../../scaling/lint';

/** Findings of one rule that are shown as one. */
export interface FindingGroup {
  readonly findings: readonly [Finding, ...Finding[]];
  /** Whether all of them say the same. */
  readonly isOneMessage: boolean;
}

/** From so many equal findings on, they are one with a count. */
const MANY_EQUAL = 3;
/** The same for findings of one rule that each say something else: nobody reads more of them. */
const MANY_OF_A_RULE = 10;
/** Places of a group that are named. */
const MOST_PLACES = 3;

/** Findings in their order; equal ones, and those of a rule that has very many, in one group. JSON and SARIF keep all. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const equal = grouped(findings, ({ rule, message }) => JSON.stringify([rule, message]));
  const isEqualGroup = (finding: Finding): boolean => (equal.get(finding) ?? []).length >= MANY_EQUAL;
  const rest = grouped(
    findings.filter((finding) => !isEqualGroup(finding)),
    ({ rule }) => rule,
  );
  return findings.flatMap((finding): FindingGroup[] => {
    const isOneMessage = isEqualGroup(finding);
    const group = (isOneMessage ? equal : rest).get(finding) ?? [finding];
    if (!isOneMessage && group.length < MANY_OF_A_RULE) return [{ findings: [finding], isOneMessage: true }];
    return group[0] === finding ? [{ findings: group, isOneMessage }] : [];
  });
}

/** The group of every finding. */
function grouped(findings: readonly Finding[], keyOf: (finding: Finding) => string): Map<Finding, [Finding, ...Finding[]]> {
  const byKey = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const same = byKey.get(keyOf(finding));
    if (same === undefined) byKey.set(keyOf(finding), [finding]);
    else same.push(finding);
  }
  return new Map(findings.map((finding) => [finding, byKey.get(keyOf(finding)) ?? [finding]]));
}

/** Where the findings of a group are: `a.yaml:3 (HPA api), b.yaml:7 (HPA web) and 113 more`. */
export function placesText({ findings, isOneMessage }: FindingGroup): string {
  const named = findings
    .slice(0, MOST_PLACES)
    .map(({ file, line, object, message }) => `${file}:${line} (${object}${isOneMessage ? '' : `: ${message}`})`);
  const more = findings.length - named.length;
  return `${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}
