import type { Finding, LintReport } from './lint';
import { SEVERITIES } from './rule';

/** `2 errors, 1 warning, 0 notes` */
export function summaryOf({ findings, suppressed }: LintReport): string {
  const counts = [...SEVERITIES].reverse().map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${severity}${count === 1 ? '' : 's'}`;
  });
  const hidden = suppressed.length === 0 ? '' : `; ${suppressed.length} suppressed with a reason`;
  return `${counts.join(', ')}${hidden}`;
}

/** For a terminal. */
export function renderLintText(report: LintReport): string {
  return [...report.findings.flatMap(findingLines), `${summaryOf(report)}.`, ''].join('\n');
}

function findingLines({ severity, rule, object, file, line, path, message, fix, docs }: Finding): string[] {
  return [`${file}:${line}  ${severity}  ${object}  ${path}`, `  ${message}.`, `  ${fix} [${rule}, ${docs}]`, ''];
}

/** For programs: `lab.lint/v1`. */
export function renderLintJson(report: LintReport): string {
  const { findings, suppressed } = report;
  return `${JSON.stringify(
    {
      schema: 'lab.lint/v1',
      summary: summaryOf(report),
      findings,
      suppressed: suppressed.map(({ finding, reason }) => ({ ...finding, reason })),
    },
    undefined,
    2,
  )}\n`;
}
