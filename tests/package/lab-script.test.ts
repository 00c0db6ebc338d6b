import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPO } from '../../cli/paths';

/** What macOS has as well. */
const EVERYWHERE = [
  'bash',
  'cat',
  'cut',
  'dirname',
  'env',
  'find',
  'head',
  'ln',
  'mkdir',
  'mktemp',
  'mv',
  'readlink',
  'rm',
  'rmdir',
];
const AND = ['sleep', 'tail', 'touch', 'uname', 'perl', 'shasum'];

let root = '';
let path = '';

/** A checkout that has the script alone: npm, tsc and the program write down what they were asked. */
beforeEach(() => {
  const scratch = mkdtempSync(join(tmpdir(), 'lab-script-'));
  root = join(scratch, 'checkout');
  path = join(scratch, 'bin');
  for (const folder of ['checkout/node_modules/typescript/bin', 'checkout/build/cli', 'checkout/cli', 'bin'])
    mkdirSync(join(scratch, folder), { recursive: true });
  copyFileSync(join(REPO, 'lab'), join(root, 'lab'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'cli/main.ts'), '');
  const note = `require('fs').appendFileSync(${JSON.stringify(join(root, 'ran'))}, `;
  writeFileSync(join(root, 'node_modules/typescript/bin/tsc'), `${note}'tsc\\n')`);
  writeFileSync(
    join(root, 'build/cli/main.js'),
    `${note}['main', ...process.argv.slice(2)].join(' ') + '\\n'); process.exitCode = 7`,
  );
  writeFileSync(
    join(path, 'npm'),
    `#!/bin/sh\necho "npm $1" >>'${join(root, 'ran')}'\n[ ! -e '${join(root, 'slow')}' ] || exec sleep 60\n`,
  );
  chmodSync(join(path, 'npm'), 0o755);
  symlinkSync(process.execPath, join(path, 'node'));
  for (const program of [...EVERYWHERE, ...AND]) {
    const at = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
    if (at !== '') symlinkSync(at, join(path, program));
  }
});

afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const ran = (): string[] => readFileSync(join(root, 'ran'), 'utf8').trim().split('\n');
const lab = (...words: readonly string[]): ReturnType<typeof spawnSync> =>
  spawnSync('bash', [join(root, 'lab'), ...words], { env: { PATH: path }, encoding: 'utf8' });

test('works without setsid, flock, sha256sum, readlink -f and sort -V; sets up once', () => {
  expect(existsSync(join(path, 'flock'))).toBe(false);
  expect(lab('lint', 'a b')).toMatchObject({ status: 7 });
  expect(lab('diff')).toMatchObject({ status: 7, stderr: '' });
  expect(ran()).toEqual(['npm ci', 'tsc', 'main lint a b', 'main diff']);
  expect(existsSync(join(root, '.lab/setup.pid'))).toBe(false);
});

test('is found through links, absolute and relative', () => {
  symlinkSync(join(root, 'lab'), join(path, 'lab-absolute'));
  symlinkSync('lab-absolute', join(path, 'lab-relative'));
  expect(spawnSync('bash', [join(path, 'lab-relative'), 'status'], { env: { PATH: path } }).status).toBe(7);
  expect(ran().at(-1)).toBe('main status');
});

test('compiles again when a source is newer', () => {
  lab('lint');
  const later = new Date(Date.now() + 60_000);
  execFileSync('touch', ['-d', later.toISOString(), join(root, 'cli/main.ts')]);
  lab('lint');
  expect(ran().filter((line) => line === 'tsc')).toHaveLength(2);
});

test('takes over the lock of a process that was killed', () => {
  mkdirSync(join(root, '.lab'));
  const gone = spawnSync('true').pid;
  symlinkSync(String(gone), join(root, '.lab/setup.pid'));
  expect(lab('lint')).toMatchObject({ status: 7 });
});

test('waits for one that lives, and then does nothing twice', async () => {
  mkdirSync(join(root, '.lab'));
  symlinkSync(String(process.pid), join(root, '.lab/setup.pid'));
  const waiting = spawn('bash', [join(root, 'lab'), 'lint'], { env: { PATH: path } });
  const [said] = (await once(waiting.stderr, 'data')) as [Buffer];
  expect(said.toString()).toBe(`==> waiting for another lab command that is setting up (process ${process.pid})\n`);
  expect(existsSync(join(root, 'ran'))).toBe(false);
  rmSync(join(root, '.lab/setup.pid'));
  await once(waiting, 'close');
  expect(ran()).toEqual(['npm ci', 'tsc', 'main lint']);
});

test('ctrl-C ends the step and gives the lock back', async () => {
  writeFileSync(join(root, 'slow'), '');
  const running = spawn('bash', [join(root, 'lab'), 'lint'], { env: { PATH: path } });
  await once(running.stderr, 'data');
  while (!existsSync(join(root, 'ran'))) await new Promise((resolve) => setImmediate(resolve));
  running.kill('SIGINT');
  const [code] = (await once(running, 'close')) as [number];
  expect(code).toBe(130);
  expect(existsSync(join(root, '.lab/setup.pid'))).toBe(false);
  expect(ran()).toEqual(['npm ci']);
});

test.each([
  ['v20.18.9', 4],
  ['v20.19.0', 7],
  ['v22.1.0-rc.1', 7],
  ['v9.99.99', 4],
  ['v100.0.0', 7],
])('node %s ends with %i', (version, status) => {
  rmSync(join(path, 'node'));
  writeFileSync(
    join(path, 'node'),
    `#!/bin/sh\n[ "$1" != --version ] || { echo ${version}; exit; }\nexec '${process.execPath}' "$@"\n`,
  );
  chmodSync(join(path, 'node'), 0o755);
  expect(lab('lint')).toMatchObject({ status });
});
