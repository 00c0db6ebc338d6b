import { jsonText, plain } from '../../contract';
import { versionNote } from './version';
import { SEVERITIES, type Finding, type LintReport } from '../../scaling/lint';

/** `2 errors, 1 warning, 0 notes` */
function summaryOf({ findings, suppressed }: LintReport): string {
  const counts = [...SEVERITIES].reverse().map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${severity}${count === 1 ? '' : 's'}`;
  });
  const hidden = suppressed.length === 0 ? '' : `; ${suppressed.length} suppressed with a reason`;
  return `${counts.join(', ')}${hidden}`;
}

/** For a terminal. */
export function renderLintText(report: LintReport): string {
  return [
    ...report.findings.flatMap(findingLines),
    `${summaryOf(report)}.`,
    plain(versionNote(report.kubernetesVersion)),
    '',
  ].join('\n');
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
  const { kubernetesVersion, findings } = report;
  return jsonText({ schema: 'lab.lint/v1', kubernetesVersion, summary: summaryOf(report), findings, suppressed });
}
