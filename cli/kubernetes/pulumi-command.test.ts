import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPulumi } from './pulumi-command';

const folder = mkdtempSync(join(tmpdir(), 'pulumi-command-'));
const { PATH } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
});
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();

test("flags reach pulumi as they are, with the lab's backend and passphrase, and its exit code comes back", async () => {
  const seen = join(folder, 'seen');
  const program = join(folder, 'pulumi');
  writeFileSync(program, `#!/bin/sh\necho "$@" "$PULUMI_BACKEND_URL" "$PULUMI_CONFIG_PASSPHRASE_FILE" > '${seen}'\nexit 7\n`);
  chmodSync(program, 0o755);
  process.env['PATH'] = `${folder}:${PATH}`;
  expect(await runPulumi(['stack', 'output', 'results', '--json'], signal)).toBe(7);
  expect(readFileSync(seen, 'utf8')).toMatch(
    /^stack output results --json file:\/\/(\S+)\/\.lab\/pulumi \1\/\.lab\/pulumi\/passphrase\n$/,
  );
});

test('a machine without Pulumi is told how to get it', async () => {
  process.env['PATH'] = join(folder, 'nothing');
  await expect(runPulumi(['version'], signal)).rejects.toThrow('pulumi\n  is not installed, or not on PATH.');
});
