import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { differences } from './compare';
import { GOLDEN_PROFILES, goldenFolder, goldenOf, manifestsOf } from './profiles';

const REGENERATE = 'UPDATE_GOLDEN=1 npx jest tests/golden';

describe.each(GOLDEN_PROFILES)('profile %s', (profile) => {
  const made = manifestsOf(profile);

  beforeAll(() => {
    if (process.env['UPDATE_GOLDEN'] !== '1') return;
    rmSync(goldenFolder(profile), { recursive: true, force: true });
    for (const { name, yaml } of made) {
      const file = join(goldenFolder(profile), name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, yaml);
    }
  });

  test('renders the files that are kept as golden, no more and no fewer', () => {
    expect(made.map(({ name }) => name).sort()).toEqual([...goldenOf(profile).keys()]);
  });

  test.each(made.map(({ name, yaml }) => [name, yaml] as const))('renders %s exactly as it was reviewed', (name, yaml) => {
    const golden = goldenOf(profile).get(name) ?? '';
    const message =
      golden === yaml ? '' : `${differences(golden, yaml)}\n\nIf the change is meant: ${REGENERATE}, and review the diff.`;
    expect(message).toBe('');
  });

  test('renders the same bytes again', () => {
    expect(manifestsOf(profile)).toEqual(made);
  });
});
