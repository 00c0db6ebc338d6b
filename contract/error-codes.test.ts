import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { include } from '../tsconfig.json';
import { ERROR_CODES } from './error-codes';

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'reference', 'errors.md');

/** Every use of a code in the source, with the exit code's name beside it. */
function uses(): { readonly code: string; readonly exit: string | undefined }[] {
  const files = include
    .filter((folder) => folder !== 'tests')
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'));
  return files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split(/\bcode: (?:\S+ \?\? )?(?=')/)
      .slice(1)
      .flatMap((text) => {
        const code = /^'([a-z-]+)',/.exec(text)?.[1];
        return code === undefined || code === 'custom' ? [] : [{ code, exit: /\bexit: '([a-z]+)'/.exec(text)?.[1] }];
      }),
  );
}

test('the reference lists every code (UPDATE_DOCS=1 npx jest contract/error-codes writes it)', () => {
  const rows = Object.entries(ERROR_CODES).map(([code, meaning]) => `- **\`${code}\`** ${meaning}`);
  const page = `# Errors

A message for a person ends with a code, such as \`code: profile-unknown\`, where its kind of mistake or shortage has one. The message itself
says what is wrong where, and what to do; the code is for searching this page, issues and logs. [Exit codes](exit-codes.md) are coarser. The
list lives in \`contract/error-codes.ts\`.

${rows.join('\n')}
`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

test('every code is used, and has one exit code wherever it is used', () => {
  const used = uses();
  const codes = Object.keys(ERROR_CODES);
  expect(codes).toEqual([...codes].sort());
  expect(codes.filter((code) => !used.some((use) => use.code === code))).toEqual([]);
  const exitsOf = (code: string) => new Set(used.flatMap((use) => (use.code === code && use.exit ? [use.exit] : [])));
  expect(codes.filter((code) => exitsOf(code).size > 1)).toEqual([]);
});
