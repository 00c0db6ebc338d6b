import { z } from 'zod';
import { DEFAULT_KUBERNETES_VERSION } from '../hpa';
import type { Immutable } from '../immutable';
import {
  readObjects,
  reliedOnMode,
  titleOf,
  type InstalledKserveMode,
  type Manifests,
  type NotJudged,
  type ScaledPods,
} from '../manifests';
import { lintContext } from './context';
import { SEVERITIES, type Hit, type Rule, type Severity } from './rule';
import { isFilledIn } from './placeholders';
import { GENERAL_RULES, SPECIFIC_RULES } from './rules';
import { IGNORE_RULE, incompleteIgnores, suppressedBecause } from './suppression';

export const findingSchema = z.strictObject({
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  object: z.string().describe('e.g. HPA api'),
  namespace: z.string().nullable(),
  file: z.string(),
  line: z.number().int().positive(),
  path: z.string().describe('field of the object'),
  message: z.string(),
  fix: z.string(),
  docs: z.string().describe('page and anchor that explain the rule'),
});

export type Finding = Immutable<z.infer<typeof findingSchema>>;

export interface LintReport {
  /** Worst first, then by file and line. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
  /** What the API server or a webhook refuses, also where it is suppressed or another finding says more about the field. */
  readonly refused: readonly Finding[];
  /** The version of Kubernetes that the findings hold for. */
  readonly kubernetesVersion: string;
  /** The mode of KServe that was taken for InferenceServices without one; undefined where there are none. */
  readonly kserveMode: InstalledKserveMode | undefined;
  /** What has to do with scaling and was not understood: no rule looked at it. */
  readonly notJudged: readonly NotJudged[];
}

export interface LintOptions {
  /** Default: the version that the algorithms follow. */
  readonly kubernetesVersion?: string;
  /** Default: as the manifests say. A diff knows more: what came before may decide how many pods there are. */
  readonly pods?: readonly ScaledPods[];
}

/** Every rule there is, as documented in docs/lint.md. */
export const RULES: readonly Omit<Rule, 'check'>[] = [...SPECIFIC_RULES, ...GENERAL_RULES, IGNORE_RULE];

export function lint(manifests: Manifests, options: LintOptions = {}): LintReport {
  const kubernetesVersion = options.kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION;
  const context = lintContext(manifests, kubernetesVersion, options.pods);
  const check = (rule: Rule): { rule: Rule; hit: Hit }[] =>
    rule.check(context).flatMap((hit) => (isFilledIn(rule, hit, context) ? [] : [{ rule, hit }]));
  const specific = SPECIFIC_RULES.flatMap(check);
  const everything = [...specific, ...GENERAL_RULES.flatMap(check)];
  const said = new Set(specific.map(({ hit }) => fieldOf(hit)));
  const general = everything.slice(specific.length).filter(({ hit }) => !said.has(fieldOf(hit)));
  const findings: Finding[] = [];
  const suppressed: { finding: Finding; reason: string }[] = [];
  for (const { rule, hit } of [...specific, ...general]) {
    const reason = suppressedBecause(hit.object, rule.id);
    if (reason === undefined) findings.push(findingOf(rule, hit));
    else suppressed.push({ finding: findingOf(rule, hit), reason });
  }
  const ruleIds = RULES.map(({ id }) => id);
  findings.push(...incompleteIgnores(manifests, ruleIds).map((hit) => findingOf(IGNORE_RULE, hit)));
  return {
    findings: unique(findings).sort(worstFirst),
    suppressed,
    refused: everything.filter(({ rule }) => rule.refused === true).map(({ rule, hit }) => findingOf(rule, hit)),
    notJudged: manifests.notJudged,
    kubernetesVersion,
    kserveMode: reliedOnMode(manifests),
  };
}

/** A field of an object, told apart from the same field of others. */
function fieldOf({ object: { kind, namespace, name, file, line, appliedWith }, path }: Hit): string {
  return JSON.stringify([appliedWith, kind, namespace, name, file, line, path]);
}

/** The same sentence about the same place, once. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...seen.values()];
}

/** Lints parts of a tree that have nothing to do with each other. */
export function lintParts(parts: readonly Manifests[], options: Pick<LintOptions, 'kubernetesVersion'> = {}): LintReport {
  const reports = parts.map((part) => lint(part, options));
  const [first = lint(NOTHING_READ, options)] = reports;
  return {
    ...first,
    kserveMode: reports.map(({ kserveMode }) => kserveMode).find((mode) => mode !== undefined),
    findings: reports.flatMap(({ findings }) => findings).sort(worstFirst),
    suppressed: reports.flatMap(({ suppressed }) => suppressed),
    refused: reports.flatMap(({ refused }) => refused),
    notJudged: reports.flatMap(({ notJudged }) => notJudged),
  };
}

const NOTHING_READ: Manifests = readObjects([]);

function findingOf({ id, severity, fix }: Omit<Rule, 'check'>, { object, path, message }: Hit): Finding {
  return {
    rule: id,
    severity,
    object: titleOf(object),
    namespace: object.namespace ?? null,
    file: object.file,
    line: object.lineOf(path),
    path,
    message,
    fix,
    docs: `docs/lint.md#${id}`,
  };
}

function worstFirst(one: Finding, other: Finding): number {
  const severity = SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity);
  if (severity !== 0) return severity;
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line;
}

/** Whether the object does not do what it says: it is refused, or silently read in another way. */
export function isDefect({ severity, rule }: Pick<Finding, 'severity' | 'rule'>): boolean {
  return severity === 'error' || RULES.some(({ id, silent }) => id === rule && silent === true);
}

/** Whether a severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
