import { COLD_MIB, mayRaiseLimits, missingPackages, shortages, type Machine } from './machine';

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n';
const READY: Machine = {
  platform: 'linux',
  arch: 'x64',
  userId: 0,
  osRelease: DEBIAN,
  programs: new Set(['go', 'npm', 'apt-get', 'docker', 'dockerd', 'iptables', 'ip', 'mmdebstrap']),
  freeMiB: COLD_MIB,
};

const texts = (machine: Partial<Machine>): string[] =>
  shortages({ ...READY, ...machine }, COLD_MIB, '/cache').map((error) => error.message);

test('a Debian 12 machine with root, Go and space lacks nothing', () => {
  expect(texts({})).toEqual([]);
});

test('every shortage is named at once', () => {
  expect(texts({ userId: 1000, programs: new Set(['npm', 'apt-get']), freeMiB: 10 })).toEqual([
    expect.stringMatching(/^user id 1000\n {2}building from packages needs root/),
    expect.stringMatching(/^go\n {2}is not on PATH\.\n {2}Install Go 1\.21 or newer/),
    expect.stringMatching(/^\/cache\n {2}has 10 MiB free; building from packages needs 17000 MiB there\./),
  ]);
});

test('another distribution is refused with the way around it', () => {
  expect(texts({ osRelease: 'ID=ubuntu\nVERSION_CODENAME=noble\n' })[0]).toContain('Leave --from-packages out');
});

test('a later Debian is refused: its systemd does not run on cgroup v1', () => {
  expect(texts({ osRelease: DEBIAN.replace('bookworm\nID', 'trixie\nID') })).toHaveLength(1);
});

test('a Mac is told once that it is not a Linux machine', () => {
  expect(texts({ platform: 'darwin', arch: 'arm64', osRelease: '' })).toEqual([expect.stringContaining('darwin arm64')]);
});

test('Docker comes from one Debian package, installed only where it is missing', () => {
  expect(missingPackages(READY.programs)).toEqual([]);
  expect(missingPackages(new Set(['ip', 'mmdebstrap', 'iptables']))).toEqual(['docker.io']);
});

test.each([
  ['000001ffffffffff', true],
  ['000001fffeffffff', false],
])('a bounding set of %s lets containers raise limits: %s', (mask, may) => {
  expect(mayRaiseLimits(`Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t${mask}\n`)).toBe(may);
});
