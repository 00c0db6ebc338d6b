import { chooseVariant, baselineBound, type Candidate } from './choose';
import { judgedOf, judgementOf } from './testing/evidence';

const fast = (ratio: number, low = ratio - 0.1): Candidate['speedUp'] => ({
  ratio,
  interval: { low, high: ratio + 0.1, level: 0.95, method: 'test' },
});

test('of two variants that are as fast, the one whose outputs are closer to FP32 is recommended', () => {
  const candidates: Candidate[] = [
    { name: 'int8-per-tensor', judgement: judgementOf({ sqnrDb: 15 }), speedUp: fast(1.55) },
    { name: 'int8', judgement: judgementOf({ sqnrDb: 22 }), speedUp: fast(1.5) },
    { name: 'int8-mixed', judgement: judgementOf({ sqnrDb: 30 }), speedUp: fast(1.3) },
  ];
  expect(chooseVariant(candidates, 0.99)?.variant).toBe('int8');
});

test('a variant that loses accuracy on validation is not recommended, however fast it is', () => {
  const candidates: Candidate[] = [
    { name: 'int8-static-minmax', judgement: judgementOf({ ratio: 0.93 }), speedUp: fast(2) },
    { name: 'int8', judgement: judgementOf(), speedUp: fast(1.4) },
  ];
  expect(chooseVariant(candidates, 0.99)?.variant).toBe('int8');
});

test('nothing is recommended when no speed-up interval lies above 1: FP32 stays', () => {
  const candidates: Candidate[] = [
    { name: 'int4-block32', judgement: judgementOf(), speedUp: fast(1.05, 0.97) },
    { name: 'fp16', judgement: judgementOf(), speedUp: undefined },
    { name: 'fp32', judgement: judgementOf({ sqnrDb: null }), speedUp: fast(1, 1.01) },
  ];
  expect(chooseVariant(candidates, 0.99)).toBeUndefined();
});

test('FP32 must reach its published accuracy, or know more than the commonest label where none was published', () => {
  expect(baselineBound(judgedOf({}))).toEqual({ bound: 0.954, words: 'FP32 reaches its published accuracy' });
  expect(baselineBound(judgedOf({}, { knownAccuracy: null })).bound).toBe(0.7);
});
