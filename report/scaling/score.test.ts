import { SCORE_SCHEMA, type Score } from '../../scaling/verify';
import { recordWords, renderScore } from './score';

const SCORE: Score = {
  schema: SCORE_SCHEMA,
  pods: 'Deployment api',
  base: 'main',
  head: 'HEAD',
  live: '2026-12-01T10:00:00Z',
  windowSeconds: 3600,
  runs: 20,
  figures: [
    { name: 'p95Ms', measured: 100, predicted: 110, low: 90, high: 130, isHeld: true },
    { name: 'mostPods', measured: 9, predicted: 5, low: 4, high: 6, isHeld: false },
  ],
  replicasMae: 0.4,
  p95ErrorPercent: 10,
  costErrorPercent: null,
  claims: [{ scenario: 'step', metric: 'p95', predicted: 'less', measured: 'more', agrees: false }],
  cautions: ['few requests'],
};

test('a score says first how much was held, then each figure, and what had been claimed', () => {
  const text = renderScore(SCORE, undefined);
  expect(text.split('\n')[0]).toBe(
    'Deployment api: 1 of 2 figures within the range of single runs; replicas off by 0.4 on average, p95 by +10 %.',
  );
  expect(text).toMatch(/p95 among answered +100 ms +110 ms +90 ms to 130 ms +held/);
  expect(text).toMatch(/most pods +9 +5 +4 to 6 +not held/);
  expect(text).toContain('p95 less under step; measured: more (not true)');
  expect(text).toContain('few requests');
});

test('later answers tell the score of earlier predictions in one sentence', () => {
  const record = { changes: 5, figures: 20, held: 18, medianP95ErrorPercent: 8, medianReplicasMae: 0.2, claims: 4, agreed: 3 };
  expect(recordWords(record)).toBe(
    'Score of earlier predictions (5 changes that went live): the range of single runs held 18 of 20 measured figures; 3 of 4 claimed changes went the way that was predicted; p95 was off by 8 % in the median; replicas by 0.2.',
  );
  expect(recordWords({ ...record, changes: 0 })).toContain('No prediction of this repository has been scored yet');
});

test('names in a score cannot steer the terminal', () => {
  expect(renderScore({ ...SCORE, pods: 'Deployment \u001b[31mapi', cautions: ['\u001b[0m'] }, undefined)).not.toContain('\u001b');
});
