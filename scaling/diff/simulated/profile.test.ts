import { meanServiceMs } from '../../simulate';
import { assumedProfile, givenProfile, measuredProfile } from './profile';

test('a median that is given shifts the whole distribution, and CPU goes with it', () => {
  const [short, long] = [givenProfile(10), givenProfile(40)];
  expect(meanServiceMs(long.serviceTime) / meanServiceMs(short.serviceTime)).toBeCloseTo(4, 9);
  expect(long.cpuMsPerRequest).toBeCloseTo(4 * short.cpuMsPerRequest, 9);
  expect(long.from).toBe('given');
});

test('without any service times the answer calls itself an illustration and says what it assumes', () => {
  const { from, words } = assumedProfile();
  expect(from).toBe('assumed');
  expect(words[0]).toMatch(/^Illustration: .* 50 ms in the median and 150 ms at the 95th percentile.*--service-times/);
});

test.each([{}, [], null, { schema: 'lab.benchmark/v1' }])(
  '%j is not a profile, and the error says where to get one',
  (document) => {
    expect(() => measuredProfile('other.json', document)).toThrow(
      /--service-times other.json[\s\S]*not a result of the lab[\s\S]*lab bench/,
    );
  },
);

test('a run without a load result is no profile', () => {
  const run = {
    schema: 'lab.benchmark/v1',
    kind: 'run',
    labVersion: '0.1.0',
    command: './lab bench',
    profile: 'quick',
    startedAt: '2026-01-01T00:00:00Z',
    durationSeconds: 1,
    results: [],
    failures: [],
  };
  expect(() => measuredProfile('results.json', run)).toThrow(/holds no load result/);
});
