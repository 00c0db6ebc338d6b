import { z } from 'zod';
import { UserError } from '../../contract';
import type { NotJudged } from '../manifests';
import type { Finding, LintReport } from './lint';

const BASELINE_SCHEMA = 'lab.lint-baseline/v1';

const knownFindingSchema = z.strictObject({
  rule: z.string(),
  object: z.string(),
  namespace: z.string().nullable(),
  path: z.string(),
});
const knownUnreadSchema = z.strictObject({ reason: z.string(), what: z.string(), field: z.string().nullable() });
const baselineSchema = z.strictObject({
  schema: z.literal(BASELINE_SCHEMA),
  findings: z.array(knownFindingSchema),
  notJudged: z.array(knownUnreadSchema),
});

/** Findings that a team knows and accepts, told by rule, object and field: lines and files may move. */
export type Baseline = z.infer<typeof baselineSchema>;

/** Everything that a report says, to be accepted from now on. */
export function baselineOf({ findings, notJudged }: Pick<LintReport, 'findings' | 'notJudged'>): Baseline {
  return {
    schema: BASELINE_SCHEMA,
    findings: findings.map(({ rule, object, namespace, path }) => ({ rule, object, namespace, path })),
    notJudged: notJudged.map(unreadKey),
  };
}

/** @throws UserError when a document is no baseline */
export function parseBaseline(file: string, document: unknown): Baseline {
  const parsed = baselineSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new UserError({
    where: file,
    problem: `is no baseline: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`,
    fix: 'Write one with lab lint PATH --write-baseline FILE.',
    code: 'document-wrong',
  });
}

/** A report in which what is known is suppressed with that as the reason. Everything new stays. */
export function withoutKnown(report: LintReport, baseline: Baseline): LintReport {
  const isKnown = knownFindings(baseline);
  const unread = new Set(baseline.notJudged.map((one) => JSON.stringify(one)));
  return {
    ...report,
    findings: report.findings.filter((finding) => !isKnown(finding)),
    suppressed: [
      ...report.suppressed,
      ...report.findings.filter(isKnown).map((finding) => ({ finding, reason: 'is in the baseline' })),
    ],
    notJudged: report.notJudged.filter((one) => !unread.has(JSON.stringify(unreadKey(one)))),
  };
}

/** Whether a finding is in a baseline. */
export function knownFindings({ findings }: Baseline): (finding: Finding) => boolean {
  const keyOf = ({ rule, object, namespace, path }: Baseline['findings'][number]): string =>
    JSON.stringify([rule, object, namespace, path]);
  const known = new Set(findings.map(keyOf));
  return (finding) => known.has(keyOf(finding));
}

function unreadKey({ reason, object, path, field }: NotJudged): Baseline['notJudged'][number] {
  return { reason, what: object ?? path, field: field ?? null };
}
