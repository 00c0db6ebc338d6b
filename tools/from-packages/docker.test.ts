import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { daemonArguments, ownDaemon } from './docker';
import { Layout } from './layout';
import { guardRule } from './network';

const scratch = mkdtempSync(join(tmpdir(), 'lab-docker-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function newLayout(): Layout {
  const layout = new Layout(join(__dirname, '..', '..'), mkdtempSync(join(scratch, 'cache-')));
  mkdirSync(layout.root, { recursive: true });
  return layout;
}

test('our daemon has its own socket, data and bridge, so that another one on the machine is left alone', () => {
  const layout = newLayout();
  const words = daemonArguments(layout, 'CapBnd:\t000001ffffffffff\n').join(' ');
  expect(words).toContain(`--data-root ${layout.dockerData}`);
  expect(words).toContain('--host unix:///run/ml-scaling-lab/docker.sock');
  expect(words).toContain('--bridge labdocker0');
  expect(words).not.toContain('--default-runtime');
});

test('the runtime is wrapped only where containers may not have every capability', () => {
  const layout = newLayout();
  expect(daemonArguments(layout, 'CapBnd:\t000001fffeffffff\n').join(' ')).toContain(`--default-runtime within-bounds`);
  expect(existsSync(layout.runtimeWrapper)).toBe(true);
});

test('a process id in the pid file is ours only when that process works on our data', () => {
  expect(ownDaemon(newLayout())).toBeUndefined();
});

test('traffic from our bridges to anywhere else is rejected', () => {
  expect(guardRule('labkind0').join(' ')).toMatch(/^DOCKER-USER -i labkind0 ! -o labkind0 .* -j REJECT$/);
});
