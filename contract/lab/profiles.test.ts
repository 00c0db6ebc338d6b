import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error';
import { DEFAULT_PROFILE, labSources, profilesOf, readLab, type LabChoice } from './profiles';

const REPO = join(__dirname, '..', '..');

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-profiles-'));
  mkdirSync(join(root, 'profiles'));
  write('lab.yaml', 'slo: { p95Ms: 100, errorRate: 0.5 }\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

function refusal(choice: Partial<LabChoice> & Pick<LabChoice, 'profile'>): string {
  try {
    readLab({ root, ...choice });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

test('a profile lies on top of lab.yaml', () => {
  write('profiles/quick.yaml', 'slo: { p95Ms: 200 }\n');
  expect(readLab({ root, profile: DEFAULT_PROFILE }).lab.slo).toEqual({ p95Ms: 100, errorRate: 0.5 });
  expect(readLab({ root, profile: 'quick' }).lab.slo).toEqual({ p95Ms: 200, errorRate: 0.5 });
});

test('a profile lies on top of the one that it extends, and so on down to lab.yaml', () => {
  write('profiles/a.yaml', 'slo: { p95Ms: 1, errorRate: 0.1 }\n');
  write('profiles/b.yaml', 'extends: a\nslo: { p95Ms: 2 }\n');
  write('profiles/c.yaml', 'slo: { p95Ms: 3 }\nextends: b\n');
  const files = labSources({ root, profile: 'c' }).map(({ file }) => file);
  expect(files).toEqual(['lab.yaml', 'profiles/a.yaml', 'profiles/b.yaml', 'profiles/c.yaml']);
  expect(readLab({ root, profile: 'c' }).lab.slo).toEqual({ p95Ms: 3, errorRate: 0.1 });
});

test('`extends` is no setting: the same lab has the same hash, however it is put together', () => {
  write('profiles/a.yaml', 'slo: { p95Ms: 1, errorRate: 0.1 }\n');
  write('profiles/b.yaml', 'extends: a\nslo: { p95Ms: 2 }\n');
  write('profiles/whole.yaml', 'extends: default\nslo: { p95Ms: 2, errorRate: 0.1 }\n');
  const [b, whole] = ['b', 'whole'].map((profile) => readLab({ root, profile }));
  expect(b).toEqual(whole);
  expect(b?.lab).not.toHaveProperty('extends');
});

test('the error for an unknown profile says how it was chosen, and names the nearest one', () => {
  write('profiles/quick.yaml', '');
  expect(refusal({ profile: 'quikc', named: 'LAB_PROFILE=quikc' })).toBe(
    'LAB_PROFILE=quikc\n  there is no profiles/quikc.yaml.\n  Did you mean quick?\n  code: profile-unknown',
  );
  expect(refusal({ profile: 'something' })).toBe(
    '--profile something\n  there is no profiles/something.yaml.\n  Profiles: default, quick.\n  code: profile-unknown',
  );
});

test('the error for an unknown profile that another extends names the line', () => {
  write('profiles/quick.yaml', '');
  write('profiles/mine.yaml', '# mine\nextends: quikc\n');
  expect(refusal({ profile: 'mine' })).toBe(
    'profiles/mine.yaml:2  extends\n  there is no profiles/quikc.yaml.\n  Did you mean quick?\n  code: profile-unknown',
  );
});

test('the error for profiles that extend each other in a circle names the line that closes it', () => {
  write('profiles/a.yaml', 'extends: b\n');
  write('profiles/b.yaml', '\nextends: a\n');
  expect(refusal({ profile: 'a' })).toBe(
    'profiles/b.yaml:2  extends\n  the profiles extend each other in a circle: a -> b -> a.\n  Take `extends` away from one of them. A profile without it begins with lab.yaml.\n  code: extends-circle',
  );
});

test('lab.yaml extends nothing, and a list of parents is no text', () => {
  write('profiles/a.yaml', 'extends: [b, c]\n');
  expect(refusal({ profile: 'a' })).toBe('profiles/a.yaml:1  extends\n  must be a text (quote it)\n  code: setting-wrong');
  write('lab.yaml', 'extends: a\n');
  expect(refusal({ profile: DEFAULT_PROFILE })).toContain('lab.yaml:1  extends\n  lab.yaml extends nothing');
});

test('the profiles of another lab.yaml lie beside it, and its path is shown whole', () => {
  write('profiles/mine.yaml', 'slo: { p95Ms: fast }\n');
  const file = join(root, 'lab.yaml');
  expect(profilesOf(file)).toEqual(['mine']);
  expect(refusal({ root: REPO, file, profile: 'mine' })).toContain(`${root}/profiles/mine.yaml:1  slo.p95Ms`);
  expect(refusal({ file: join(root, 'other.yaml'), profile: DEFAULT_PROFILE })).toBe(
    'other.yaml\n  cannot be read (ENOENT).\n  Name another file with --config.\n  code: lab-unreadable',
  );
});

test.each(profilesOf(join(REPO, 'lab.yaml')))('the profile %s of the repository is a valid lab', (profile) => {
  expect(readLab({ root: REPO, profile }).configHash).toMatch(/^[0-9a-f]{12}$/);
});
