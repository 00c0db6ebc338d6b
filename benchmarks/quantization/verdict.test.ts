import { gateChecks, type Evidence } from './verdict';
import { judgedOf, judgementOf } from './testing/evidence';

const good: Evidence = {
  test: judgedOf({ fp32: judgementOf({ sqnrDb: null }), int8: judgementOf() }),
  subject: 'int8',
  speedUp: { ratio: 1.5, interval: { low: 1.4, high: 1.6, level: 0.95, method: 'test' } },
  minAccuracyRatio: 0.99,
  throttledShare: 0,
};
const failed = (changed: Partial<Evidence>): string[] =>
  gateChecks({ ...good, ...changed })
    .filter(({ pass }) => !pass)
    .map(({ metric }) => metric);

test('a variant that keeps its accuracy and is faster, both with their intervals, passes', () => {
  expect(failed({})).toEqual([]);
});

test('the lower bound of the accuracy interval decides, not the accuracy', () => {
  const unsure = judgementOf({ ratio: 0.999, ratioInterval: { low: 0.985, high: 1.01 } });
  expect(failed({ test: judgedOf({ int8: unsure }) })).toEqual(['accuracyRatioLow']);
});

test('the lower bound of the speed-up decides, not the speed-up', () => {
  const speedUp = { ratio: 1.2, interval: { low: 0.98, high: 1.4, level: 0.95, method: 'test' } };
  expect(failed({ speedUp })).toEqual(['speedUpLow']);
});

test('on shuffled labels FP32 misses its published accuracy, so a variant that equals it fails', () => {
  const baseline = { accuracy: 0.58, accuracyInterval: { low: 0.55, high: 0.61 } };
  expect(failed({ test: judgedOf({ int8: judgementOf() }, baseline) })).toEqual(['baselineAccuracy']);
  const own = { ...baseline, knownAccuracy: null };
  expect(failed({ test: judgedOf({ int8: judgementOf() }, own) })).toEqual(['baselineAccuracy']);
});

test('no variant worth recommending is a failed gate', () => {
  expect(failed({ subject: undefined, speedUp: undefined })).toEqual(['variantsChosen']);
});

test('a throttled measurement is refused', () => {
  expect(failed({ throttledShare: 0.2 })).toEqual(['throttledShare']);
});
