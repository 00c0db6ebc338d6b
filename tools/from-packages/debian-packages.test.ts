import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mayInstallFromDebian, withoutServices } from './debian-packages';

const folder = mkdtempSync(join(tmpdir(), 'lab-policy-'));
const policy = join(folder, 'policy-rc.d');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => rmSync(policy, { force: true }));

test('no service starts while packages are installed; afterwards the machine is as before', async () => {
  await withoutServices(policy, () => {
    expect(readFileSync(policy, 'utf8')).toContain('exit 101');
    expect(statSync(policy).mode & 0o111).toBe(0o111);
    return Promise.resolve();
  });
  expect(existsSync(policy)).toBe(false);
  await expect(withoutServices(policy, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(existsSync(policy)).toBe(false);
});

test("somebody else's policy stays", async () => {
  writeFileSync(policy, '#!/bin/sh\nexit 0\n');
  await withoutServices(policy, () => Promise.resolve());
  expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
});

test('packages are installed by root on Debian only', () => {
  const debian = { userId: 0, osRelease: 'ID=debian\nVERSION_ID="12"\n', programs: new Set(['apt-get']) };
  expect(mayInstallFromDebian(debian)).toBe(true);
  expect(mayInstallFromDebian({ ...debian, userId: 1000 })).toBe(false);
  expect(mayInstallFromDebian({ ...debian, osRelease: 'ID=ubuntu\nID_LIKE=debian\n' })).toBe(false);
  expect(mayInstallFromDebian({ ...debian, programs: new Set() })).toBe(false);
});
