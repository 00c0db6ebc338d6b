import { join } from 'node:path';
import { armRuns } from './tradeoffs';
import { labSources, loadLab, UserError, type Source } from '../../contract';

const sources = labSources({ root: join(__dirname, '..', '..'), profile: 'tradeoffs' });
const tradeoffsOf = (given: readonly Source[]) => {
  const { tradeoffs } = loadLab(given).lab;
  if (tradeoffs === undefined) throw new Error('this profile has trade-offs');
  return tradeoffs;
};

test('arms run forwards and backwards in turn, each as its own lab with one benchmark', () => {
  const runs = armRuns(sources, tradeoffsOf(sources)).filter(({ row }) => row === 'quantization');
  expect(runs.map(({ arm }) => arm)).toEqual(['fp32', 'int8', 'int8', 'fp32', 'fp32', 'int8']);
  expect(runs.map(({ loaded }) => loaded.lab.model.variant)).toEqual(['fp32', 'int8', 'int8', 'fp32', 'fp32', 'int8']);
  expect(Object.keys(runs[0]?.loaded.lab.benchmarks ?? {})).toEqual(['tradeoffs/quantization-fp32-1', 'tradeoffs/accuracy']);
  expect(runs[0]?.loaded.lab.tradeoffs).toBeUndefined();
});

test('every arm of the profile is a lab that loads, and differs from the first arm of its row in its settings', () => {
  const runs = armRuns(sources, tradeoffsOf(sources)).filter(({ repeat }) => repeat === 0);
  expect(runs.map(({ row, arm }) => `${row} ${arm}`)).toEqual([
    ...['quantization fp32', 'quantization int8'],
    ...['autoscaling fixed-1', 'autoscaling fixed-4', 'autoscaling hpa', 'autoscaling kpa'],
    ...['async sync', 'async queue', 'batching off', 'batching on'],
  ]);
  const scaled = runs.find(({ arm }) => arm === 'kpa')?.loaded.lab.services.fastapi;
  expect(scaled?.replicas).toBeUndefined();
  expect(scaled?.autoscaling?.knative).toBeDefined();
  expect(runs.find(({ arm }) => arm === 'queue')?.loaded.lab.services.fastapi.enabled).toBe(false);
});

test('a wrong setting of an arm is refused by row and arm, before anything runs', () => {
  const wrong = [
    ...sources,
    { file: 'x', text: '{"tradeoffs":{"rows":{"quantization":{"arms":{"int8":{"lab":{"model":{"variant":"int9"}}}}}}}}' },
  ];
  expect(() => armRuns(wrong, tradeoffsOf(wrong))).toThrow(UserError);
  expect(() => armRuns(wrong, tradeoffsOf(wrong))).toThrow(/tradeoffs\.rows\.quantization\.arms\.int8\.lab:1 {2}model\.variant/);
});
