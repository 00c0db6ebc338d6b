import { callShapes, FEWEST_CALLS, PLANS, roundOrder } from './plan';
import { measureRounds } from './speed/measure';
import type { MeasureRequest } from './speed/messages';

test('rounds go forwards and backwards in turn', () => {
  expect([0, 1, 2].map((round) => roundOrder(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'cba', 'abc']);
});

test('shapes are all of batch 1, 8, 32 and 32 or 128 tokens, on one thread and on all that may be used', () => {
  expect(callShapes(2)).toHaveLength(12);
  expect(callShapes(1)).toHaveLength(6);
  expect(callShapes(2.5).at(-1)).toEqual({ batch: 32, sequence: 128, threads: 2 });
});

test('each round measures every variant in a fresh process, in ABBA order', async () => {
  const asked: MeasureRequest[] = [];
  const subjects = ['fp32', 'int8'].map((name) => ({ name, model: `${name}.onnx`, isOptimized: true }));
  const shape = { batch: 1, sequence: 128, threads: 1 };
  const observations = await measureRounds(subjects, [shape], { first: 4, count: 2 }, [], PLANS.quick, (request) => {
    asked.push(request);
    return Promise.resolve({ coldLoadMs: 1, rssBytes: 1, shapes: [] });
  });
  expect(asked.map(({ model }) => model)).toEqual(['fp32.onnx', 'int8.onnx', 'int8.onnx', 'fp32.onnx']);
  expect(observations.map(({ round }) => round)).toEqual([4, 4, 5, 5]);
  expect(asked[0]).toMatchObject({ threads: 1, fewestCalls: FEWEST_CALLS, shapes: [shape] });
});
