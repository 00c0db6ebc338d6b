import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const SHELL = /^#!.*\b(?:ba|da)?sh\b/;
const LONGEST_SHEBANG = 128;

/** Shell scripts of a checkout, from its root: what git keeps and a shell's first line names. */
export function shellScripts(root: string): string[] {
  const files = execFileSync('git', ['ls-files', '-z', '--stage'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return files
    .split('\0')
    .filter((entry) => entry.startsWith('100'))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1))
    .filter((file) => existsSync(join(root, file)) && SHELL.test(firstBytes(join(root, file))));
}

function firstBytes(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(LONGEST_SHEBANG);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer)).split('\n')[0] ?? '';
  } finally {
    closeSync(descriptor);
  }
}
