import { fixtureResult } from '../fixtures/load';
import type { BenchmarkResult } from '../../contract';
import { variantPlane } from './pareto';
import { tablesOf } from './rows';

const row = (variant: string, p95Ms: number, numbers: BenchmarkResult['rows'][number]): BenchmarkResult['rows'][number] => ({
  table: 'Variants',
  variant,
  p95Ms,
  sizeBytes: 100,
  recommended: variant === 'int8',
  ...numbers,
});
const planeOf = (rows: BenchmarkResult['rows']) => variantPlane({ ...fixtureResult('load/fastapi'), rows });

test('nothing is better than a best variant in latency and accuracy at once', () => {
  const plane = planeOf([
    row('fp32', 80, { accuracy: 0.966 }),
    row('int8', 50, { accuracy: 0.965 }),
    row('int4', 90, { accuracy: 0.96 }),
    row('int8-static', 60, { accuracy: 0.94 }),
  ]);
  expect(plane.title).toBe('Accuracy (test)');
  expect(plane.points.filter(({ isBest }) => isBest).map(({ variant }) => variant)).toEqual(['fp32', 'int8']);
  expect(plane.points.find(({ isChosen }) => isChosen)?.variant).toBe('int8');
});

test('accuracy on validation is used when only some variants were tested', () => {
  const rows = [row('fp32', 80, { accuracy: 0.966, validationAccuracy: 0.99 }), row('int4', 90, { validationAccuracy: 0.98 })];
  expect(planeOf(rows)).toMatchObject({ title: 'Accuracy (validation)', points: [{ quality: 99 }, { quality: 98 }] });
});

test('when every accuracy is the same, variants are compared by the error of their outputs', () => {
  const rows = [
    row('fp32', 80, { accuracy: 0.96, validationAccuracy: 1, validationSqnrDb: null }),
    row('int8', 50, { validationAccuracy: 1, validationSqnrDb: 26 }),
  ];
  const plane = planeOf(rows);
  expect(plane.points.map(({ quality }) => quality)).toEqual([60, 26]);
  expect(plane.text(60)).toBe('60 dB or more');
});

test('rows that name a table are shown table by table, without that column', () => {
  expect(
    tablesOf([
      { table: 'A', x: 1 },
      { table: 'B', y: 2 },
      { table: 'A', x: 3 },
    ]),
  ).toEqual([
    { title: 'A', rows: [{ x: 1 }, { x: 3 }] },
    { title: 'B', rows: [{ y: 2 }] },
  ]);
  expect(tablesOf([{ x: 1 }])).toEqual([{ title: undefined, rows: [{ x: 1 }] }]);
});
