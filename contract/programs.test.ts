import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findOnPath } from './programs';

test('a program is found in the first folder that has it as an executable', () => {
  const [plain, first, second] = [1, 2, 3].map(() => mkdtempSync(join(tmpdir(), 'lab-path-'))) as [string, string, string];
  try {
    for (const folder of [plain, first, second]) writeFileSync(join(folder, 'tool'), '');
    chmodSync(join(plain, 'tool'), 0o644);
    for (const folder of [first, second]) chmodSync(join(folder, 'tool'), 0o755);
    expect(findOnPath('tool', ['', plain, first, second].join(delimiter))).toBe(join(first, 'tool'));
    expect(findOnPath('other', first)).toBeUndefined();
    expect(findOnPath('tool', undefined)).toBeUndefined();
  } finally {
    for (const folder of [plain, first, second]) rmSync(folder, { recursive: true });
  }
});
