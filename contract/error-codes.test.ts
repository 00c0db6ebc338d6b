import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { include } from '../tsconfig.json';
import { ERROR_CODES } from './error-codes';
import { ExitCode } from './exit-codes';

const ROOT = join(__dirname, '..');
const REFERENCE = join(ROOT, 'docs', 'reference');
const HEADING = '\n## Which errors lead to which\n';
const EVERY = Object.entries(ERROR_CODES);

/** Every quoted word of the source that may be a code. */
function quoted(): Set<string> {
  const files = include
    .filter((folder) => folder !== 'tests')
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'))
    .filter((file) => file !== 'contract/error-codes.ts');
  // Only from lines that give a code: other quoted words are none.
  const lines = files.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(/\bcode: .*/g) ?? []);
  return new Set(lines.flatMap((line) => line.match(/(?<=')[a-z-]+(?=')/g) ?? []));
}

function expectPage(name: string, page: string): void {
  const file = join(REFERENCE, name);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
}

test('the reference lists every code (UPDATE_DOCS=1 npx jest contract/error-codes writes it)', () => {
  const rows = EVERY.map(([code, { meaning }]) => `- **\`${code}\`** ${meaning}`);
  expectPage(
    'errors.md',
    `# Errors

A message for a person ends with a code, such as \`code: profile-unknown\`. The message itself says what is wrong where, and what to do; the code
is for searching this page, issues and logs. Each code leads to one exit code; [Exit codes](exit-codes.md) lists which. The list lives in
\`contract/error-codes.ts\`.

${rows.join('\n')}
`,
  );
});

test('the page of exit codes says which errors lead to which', () => {
  const rows = Object.keys(ExitCode).flatMap((name) => {
    const codes = EVERY.filter(([, { exit }]) => exit === name).map(([code]) => `[\`${code}\`](errors.md)`);
    return codes.length === 0 ? [] : [`- **${name}**: ${codes.join(', ')}`];
  });
  const [table = ''] = readFileSync(join(REFERENCE, 'exit-codes.md'), 'utf8').split(HEADING);
  expectPage('exit-codes.md', `${table}${HEADING}\n${rows.join('\n')}\n`);
});

test('every code is used, and they are in order', () => {
  const codes = EVERY.map(([code]) => code);
  expect(codes).toEqual([...codes].sort());
  const used = quoted();
  expect(codes.filter((code) => !used.has(code))).toEqual([]);
});
