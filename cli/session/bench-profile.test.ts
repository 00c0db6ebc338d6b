import { join } from 'node:path';
import { synthLab } from '../../charts-src';
import { DEFAULT_PROFILE, imageOf, labSources, PROFILE_ON, readApps, readLab } from '../../contract';
import { benchProfile } from './bench-profile';
import { armRuns } from './tradeoffs';

const ROOT = join(__dirname, '..', '..');
const config = join(ROOT, 'lab.yaml');
const images = Object.fromEntries(readApps(ROOT).map((app) => [app.name, imageOf(app)]));

test.each([
  [['quantization'], {}, 'quantization'],
  [['quantization'], { full: true as const }, 'quantization-full'],
  [['serving/parity'], {}, 'serving'],
  [['tradeoffs'], {}, 'tradeoffs'],
  [['load'], {}, DEFAULT_PROFILE],
  [['load/fastapi'], { full: true as const }, 'full'],
  [['nonsense'], {}, DEFAULT_PROFILE],
])('./lab bench %s %j takes the profile %s', (only, flags, profile) => {
  expect(benchProfile(only, { config, ...flags })).toBe(profile);
});

test.each([
  [['autoscaling/hpa'], 'whole'],
  [['serving'], 'serving'],
  [[], 'whole'],
])('./lab up --on kind --only %j takes the profile %s', (only, profile) => {
  expect(benchProfile(only, { config }, PROFILE_ON.kind)).toBe(profile);
});

test('a profile that was named wins', () => {
  expect(benchProfile(['quantization'], { config, profile: DEFAULT_PROFILE })).toBe(DEFAULT_PROFILE);
  expect(benchProfile(['quantization'], { config, profile: 'mine' })).toBe('mine');
});

test.each(['quantization', 'quantization-full'])(
  'the profile %s runs one Job in the image that has Python and Node',
  (profile) => {
    const files = synthLab({ ...readLab({ root: ROOT, profile }), images });
    const [job] = files.flatMap(({ objects }) => objects).filter(({ kind }) => kind === 'Job');
    expect(JSON.stringify(job)).toContain(`"image":"${images['quantization'] ?? ''}"`);
  },
);

test('the manifests of every arm of the trade-offs are valid', () => {
  const sources = labSources({ root: ROOT, profile: 'tradeoffs' });
  const { tradeoffs } = readLab({ root: ROOT, profile: 'tradeoffs' }).lab;
  const runs = tradeoffs === undefined ? [] : armRuns(sources, tradeoffs).filter(({ repeat }) => repeat === 0);
  expect(runs).toHaveLength(10);
  for (const { loaded } of runs) expect(synthLab({ ...loaded, images }).length).toBeGreaterThan(2);
});
