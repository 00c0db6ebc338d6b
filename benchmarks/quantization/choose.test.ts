import { chooseVariant, baselineBound, type Candidate } from './choose';
import type { Judgement } from './judged';
import { judgedOf, judgementOf } from './testing/evidence';

function candidate(name: string, undisturbedMs: number | undefined, judgement: Partial<Judgement> = {}): Candidate {
  return { name, judgement: judgementOf(judgement), undisturbedMs };
}

const FP32 = candidate('fp32', 30, { sqnrDb: null });

test('of two variants that are as fast, the one whose outputs are closer to FP32 is recommended', () => {
  const candidates = [
    FP32,
    candidate('int8-per-tensor', 19.4, { sqnrDb: 15 }),
    candidate('int8', 20, { sqnrDb: 22 }),
    candidate('int8-mixed', 23, { sqnrDb: 30 }),
  ];
  expect(chooseVariant(candidates, 0.99)).toEqual({
    variant: 'int8',
    reason: 'closest to FP32 among the fastest on validation samples (as fast, within 7 %: int8-per-tensor)',
  });
});

test('a variant that is faster by more than counts as equal wins', () => {
  const candidates = [FP32, candidate('int8-per-tensor', 18, { sqnrDb: 15 }), candidate('int8', 20, { sqnrDb: 22 })];
  expect(chooseVariant(candidates, 0.99)?.variant).toBe('int8-per-tensor');
});

test('a variant that loses accuracy on validation is not recommended, however fast it is', () => {
  const candidates = [FP32, candidate('int8-static-minmax', 15, { ratio: 0.93 }), candidate('int8', 21)];
  expect(chooseVariant(candidates, 0.99)?.variant).toBe('int8');
});

test('nothing is recommended when no variant is faster than FP32 by more than counts as equal: FP32 stays', () => {
  const candidates = [FP32, candidate('int4-block32', 28.5), candidate('fp16', undefined)];
  expect(chooseVariant(candidates, 0.99)).toBeUndefined();
});

test('FP32 must reach its published accuracy, or know more than the commonest label where none was published', () => {
  expect(baselineBound(judgedOf({}))).toEqual({ bound: 0.954, words: 'FP32 reaches its published accuracy' });
  expect(baselineBound(judgedOf({}, { knownAccuracy: null })).bound).toBe(0.7);
});
