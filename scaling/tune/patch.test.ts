import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unifiedDiff } from './patch';

test('one changed line is shown between three lines of what is around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\n';
  expect(unifiedDiff('./deploy/hpa.yaml', before, before.replace('e', 'E'))).toBe(
    '--- a/deploy/hpa.yaml\n+++ b/deploy/hpa.yaml\n@@ -2,6 +2,6 @@\n b\n c\n d\n-e\n+E\n f\n g\n',
  );
});

test('the same text makes no diff', () => {
  expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
});

/** Both texts that a diff speaks of, rebuilt from one of them. */
function applied(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const after: string[] = [];
  let at = 0;
  const parts = diff.split('\n').slice(2, -1);
  parts.forEach((line, index) => {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line);
    if (hunk !== null) {
      const from = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      after.push(...lines.slice(at, from));
      at = from;
    } else if (!line.startsWith('\\')) {
      const text = line.slice(1) + (parts[index + 1]?.startsWith('\\') === true ? '' : '\n');
      if (line.startsWith('+')) after.push(text);
      else {
        expect(lines[at]).toBe(text);
        if (line.startsWith(' ')) after.push(text);
        at++;
      }
    }
  });
  return [...after, ...lines.slice(at)].join('');
}

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '\n', 'last'), { maxLength: 30 })
  .map((lines) => lines.join(''));

test('whatever two texts are, the diff leads from one to the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) =>
      expect(before === after || applied(before, unifiedDiff('f', before, after)) === after).toBe(true),
    ),
  );
});

test('git applies it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-tune-'));
  try {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const before = lines.join('\n');
    const after = lines.flatMap((line, index) => (index === 3 ? [] : index === 20 ? [line, 'new'] : [line])).join('\n') + '\n';
    writeFileSync(join(folder, 'f'), before);
    execFileSync('git', ['apply', '--unsafe-paths', '-'], { cwd: folder, input: unifiedDiff('f', before, after) });
    expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
