import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPO } from '../../cli/paths';
import { RULES, SEVERITIES } from '../../scaling/lint';

const PAGE = join(REPO, 'docs', 'lint.md');
const HEADING = '## Rules\n';

/** The part of the page that says what the rules say of themselves. */
const sections = RULES.map(
  ({ id, severity, title, why, fix, source }) =>
    `### ${id}\n\n**${severity}** · ${title}\n\n${why}\n\n- Fix: ${fix}\n- Source: ${source}\n`,
).join('\n');

/** `[target-missing](#target-missing), …` for each severity, as in the table of the page. */
const indexes = SEVERITIES.map((severity) => ({
  severity,
  index: RULES.filter((rule) => rule.severity === severity)
    .map(({ id }) => `[${id}](#${id})`)
    .join(', '),
}));

function written(page: string): string {
  const table = indexes.reduce(
    (text, { severity, index }) =>
      text.replace(new RegExp(`^(\\| ${severity} +\\|[^|]*\\|)[^|]*\\|$`, 'm'), (_, cells: string) => `${cells} ${index} |`),
    page,
  );
  return `${table.slice(0, table.indexOf(HEADING))}${HEADING}\n${sections}`;
}

if (process.env['UPDATE_DOCS'] === '1') {
  writeFileSync(PAGE, written(readFileSync(PAGE, 'utf8')));
  execFileSync(join(REPO, 'node_modules', '.bin', 'prettier'), ['--write', PAGE]);
}

const page = readFileSync(PAGE, 'utf8');

test('docs/lint.md says of every rule what the rule says (UPDATE_DOCS=1 npx jest tests/docs writes it)', () => {
  expect(page.slice(page.indexOf(HEADING) + HEADING.length + 1)).toBe(sections);
});

test.each(indexes)('the table of docs/lint.md lists every rule of severity $severity', ({ severity, index }) => {
  expect(new RegExp(`^\\| ${severity} +\\|[^|]*\\| ([^|]*?) *\\|$`, 'm').exec(page)?.[1]).toBe(index);
});
