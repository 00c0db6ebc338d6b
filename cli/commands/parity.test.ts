import { parityLines } from './parity';

const result = (rows: object[]): Parameters<typeof parityLines>[0][number] =>
  ({ rows }) as unknown as Parameters<typeof parityLines>[0][number];

test('every server gets a line with what its answers differ by, and a server without answers says so', () => {
  const lines = parityLines([
    result([
      { server: 'queue', comparedTexts: 200, maxProbabilityDifference: 0.00002, labelDifferences: 0, errors: 0 },
      { server: 'triton', comparedTexts: 0, maxProbabilityDifference: null, labelDifferences: 0, errors: 3 },
    ]),
  ]);
  expect(lines).toEqual([
    'SERVER   TEXTS COMPARED   LARGEST DIFFERENCE   LABELS THAT DIFFER',
    'queue    200              0.00002              0',
    'triton   0                -                    0',
  ]);
});
