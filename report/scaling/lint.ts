import { jsonText, plain } from '../../contract';
import { kserveModeNotes } from './kserve-mode';
import { versionNote } from './version';
import { SEVERITIES, type Finding, type LintReport } from '../../scaling/lint';
import { groupFindings, placesText, type FindingGroup } from './findings';
import { lintNotJudged } from './not-judged';

/** `2 errors, 1 warning, 0 notes` */
function summaryOf({ findings, suppressed, notJudged }: LintReport): string {
  const counts = [...SEVERITIES].reverse().map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${severity}${count === 1 ? '' : 's'}`;
  });
  const hidden = suppressed.length === 0 ? '' : `; ${suppressed.length} suppressed with a reason`;
  const unread = notJudged.length === 0 ? '' : `; ${notJudged.length} not read`;
  return `${counts.join(', ')}${hidden}${unread}`;
}

/** For a terminal. */
export function renderLintText(report: LintReport): string {
  return [
    ...groupFindings(report.findings).flatMap(groupLines),
    ...notReadLines(report),
    `${summaryOf(report)}.`,
    plain(versionNote(report.kubernetesVersion)),
    ...kserveModeNotes(report.kserveMode),
    '',
  ].join('\n');
}

function notReadLines(report: LintReport): string[] {
  if (report.notJudged.length === 0) return [];
  return ['Not read, so no rule looked at it:', ...lintNotJudged(report).map((sentence) => `  ${plain(sentence)}`), ''];
}

function groupLines(group: FindingGroup): string[] {
  const { findings, isOneMessage } = group;
  const [first] = findings;
  if (findings.length === 1) return findingLines(first);
  return [
    `${first.severity}  ${findings.length} times  ${first.rule}`,
    ...(isOneMessage ? [`  ${plain(first.message)}.`] : []),
    `  At ${plain(placesText(group))} (--format json lists all).`,
    `  ${plain(first.fix)} [${first.rule}, ${first.docs}]`,
    '',
  ];
}

function findingLines({ severity, rule, object, file, line, path, message, fix, docs }: Finding): string[] {
  return [
    plain(`${file}:${line}  ${severity}  ${object}  ${path}`),
    `  ${plain(message)}.`,
    `  ${plain(fix)} [${rule}, ${docs}]`,
    '',
  ];
}

/** For programs: `lab.lint/v1`. */
export function renderLintJson(report: LintReport): string {
  const suppressed = report.suppressed.map(({ finding, reason }) => ({ ...finding, reason }));
  const notJudged = report.notJudged.map(({ reason, file, line, message, values, object = null, namespace = null, ...rest }) => {
    const { field = null, fix = null } = rest;
    return { reason, object, namespace, file, line, field, message, fix, values };
  });
  const { kubernetesVersion, kserveMode = null, findings } = report;
  const summary = summaryOf(report);
  return jsonText({ schema: 'lab.lint/v1', kubernetesVersion, kserveMode, summary, findings, suppressed, notJudged });
}
