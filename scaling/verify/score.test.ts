import { ensembleOf, simulate } from '../simulate';
import { exampleConfig } from '../simulate/testing/config';
import { NO_PREDICTIONS, predictionRow } from '../diff/testing/rows';
import { readLedger, recordOf } from './ledger';
import { claimsOf, scored, type Measured } from './score';
import { SCORE_SCHEMA, type Score } from './schema';

const RUNS = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => simulate(exampleConfig(), seed));
const ENSEMBLE = ensembleOf(RUNS);
const MEASURED: Measured = { rps: 50, pods: [2, 2, 3, 3], p95Ms: 1000, errorRate: 0, cores: 0.5 };

test('figures are held by the range of single runs, or they are not', () => {
  const { figures, replicasMae, p95ErrorPercent, costErrorPercent } = scored(MEASURED, ENSEMBLE, 15);
  expect(Object.fromEntries(figures.map(({ name, isHeld }) => [name, isHeld]))).toEqual({
    podsOnAverage: false,
    mostPods: false,
    p95Ms: false,
    errorRate: true,
    cores: true,
  });
  // Two pods all the time, and two, two, three and three were measured.
  expect(replicasMae).toBe(0.5);
  expect(costErrorPercent).toBe(-20);
  expect(p95ErrorPercent).toBeLessThan(-90);
});

test('pods are compared at the same moment, however long a step of the simulation is', () => {
  // Replicas 1, 2, 3, 4 at the ends of minutes; the measured steps are 30 s.
  const median = Float64Array.from([1, 2, 3, 4]);
  const series = { ...ENSEMBLE.series, replicas: { median, low: median, high: median } };
  const runs = ENSEMBLE.runs.map((run) => ({ ...run, stepSeconds: 60 }));
  const pods = [1, 1, 2, 2, 3, 3, 4, 4];
  expect(scored({ ...MEASURED, pods }, { ...ENSEMBLE, runs, series }, 30).replicasMae).toBe(0);
});

test('what is not measured gets no figure', () => {
  const { figures, replicasMae } = scored(
    { rps: 50, pods: undefined, p95Ms: undefined, errorRate: undefined, cores: undefined },
    ENSEMBLE,
    15,
  );
  expect([figures, replicasMae]).toEqual([[], null]);
});

test('a claim agrees where the measured change goes the same way, and is left open where the load differs', () => {
  const rows = [
    predictionRow({ metric: 'p95Ms', base: 100, head: 50 }),
    predictionRow({ metric: 'replicaHours', base: 1, head: 0.5 }),
    predictionRow({ metric: 'errorRate', base: 0, head: 0.5, verdict: 'unclear' }),
  ];
  const predictions = { ...NO_PREDICTIONS, rows };
  const after = { ...MEASURED, p95Ms: 700, pods: [2, 2, 3, 3] };
  const pods = 'Deployment shop-storefront';
  expect(claimsOf({ predictions }, pods, MEASURED, after)).toMatchObject([
    { metric: 'p95', predicted: 'less', measured: 'less', agrees: true },
    { predicted: 'less', measured: 'same', agrees: false },
  ]);
  expect(claimsOf({ predictions }, pods, MEASURED, { ...after, rps: 90 }).map(({ agrees }) => agrees)).toEqual([null, null]);
  expect(claimsOf({ predictions }, 'Deployment other', MEASURED, after)).toEqual([]);
});

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
  p95ErrorPercent: -10,
  costErrorPercent: 5,
  claims: [{ scenario: 'step', metric: 'p95', predicted: 'less', measured: 'less', agrees: true }],
  cautions: [],
};

test('a ledger sums up what was scored, and the last score of a change counts', () => {
  const again = { ...SCORE, p95ErrorPercent: 20 };
  const other = { ...SCORE, pods: 'Deployment b', p95ErrorPercent: null, replicasMae: 0.2 };
  const text = [SCORE, again, other].map((score) => JSON.stringify(score)).join('\n');
  expect(recordOf(readLedger('ledger.ndjson', `${text}\n`))).toEqual({
    changes: 2,
    figures: 4,
    held: 2,
    medianP95ErrorPercent: 20,
    medianReplicasMae: expect.closeTo(0.3, 9) as number,
    claims: 2,
    agreed: 2,
  });
  expect(() => readLedger('ledger.ndjson', `${JSON.stringify(SCORE)}\nnonsense\n`)).toThrow(/ledger\.ndjson:2\s+is no score/);
});
