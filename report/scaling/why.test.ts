import { renderWhy } from './why';

const REASON = {
  atMs: 0,
  from: 5,
  to: 5,
  asked: [{ metric: 'jobs', replicas: 5, error: null, averageUtilization: null, averageValueMilli: 10_800 }],
  winner: 'jobs',
  bounds: [{ limits: ['tolerance' as const], replicas: 6 }],
  alterations: [
    { of: 'setting' as const, setting: 'tolerance', from: 0.1, to: 0.08, replicas: 6 },
    { of: 'metric' as const, metric: 'jobs', factor: 1.02, replicas: 6 },
  ],
};

test('one line tells who asked, what bound and what would have altered it; the same line again is counted', () => {
  const reasons = [REASON, { ...REASON, atMs: 15_000 }];
  expect(renderWhy([{ name: 'HPA web', kind: 'complete', reasons }]).replace(/\s+/g, ' ')).toContain(
    '0 s to 15 s, 2 syncs: 5 → 5; jobs at 10.8 each asks for 5; bound by the tolerance (6 without); ' +
      'otherwise with tolerance 0.1 → 0.08 (6), or with jobs 2.0 % higher (6)',
  );
});

test('what is published is offered as what fits, and what it does not explain is said', () => {
  const unknown = ['pods that were left out'];
  const text = renderWhy([
    {
      name: 'HPA web',
      kind: 'published',
      reasons: [
        { atMs: 0, from: 5, to: 5, fitting: REASON, unknown },
        { atMs: 15_000, from: 5, to: 4, fitting: null, unknown: ['why 4: it would go to 5', ...unknown] },
      ],
    },
  ]);
  expect(text).toContain('fits; not proven');
  expect(text).toContain('5 → 4: not explained by what is published (why 4: it would go to 5)');
  expect(text).toContain('pods that were left out');
});

test('names from a recording cannot steer the terminal', () => {
  expect(renderWhy([{ name: 'HPA \u001b[31mweb', kind: 'complete', reasons: [] }])).not.toContain('\u001b');
});
