import { loadFixture, fixtureResult } from '../../fixtures/load';
import { tradeoffFixture } from '../../fixtures/tradeoffs';
import type { BenchmarkResult } from '../../../contract';
import { answersOf } from '.';
import { aboutUsd, joined, roundLoad } from './words';

function said(result: BenchmarkResult): string[] {
  const [answer] = answersOf({ ...loadFixture(), results: [result], failures: [] });
  return [...(answer?.sentences ?? [])];
}

function changed(name: string, metrics: BenchmarkResult['metrics'], rest: Partial<BenchmarkResult> = {}): BenchmarkResult {
  const result = fixtureResult(name);
  return { ...result, metrics: { ...result.metrics, ...metrics }, ...rest };
}

test('a load says what one pod holds, its price, and the pods that a larger load takes', () => {
  const [first] = said(changed('load/fastapi', { maxRpsWithinSlo: 18, replicasMax: 1, costPerPodMonthUsd: 24.6 }));
  expect(first).toBe(
    '1 pod of fastapi holds 18 requests/s at p95 ≤ 250 ms: about $25 a month per pod, 3 pods for 50 requests/s if the load spreads evenly.',
  );
});

test('two pods hold together what they were measured with: the example counts single pods', () => {
  const [first] = said(changed('load/fastapi', { maxRpsWithinSlo: 36, replicasMax: 2 }));
  expect(first).toContain('2 pods of fastapi hold 36 requests/s');
  expect(first).toContain('6 pods for 100 requests/s');
});

test('a service that never held the SLO is not given a capacity', () => {
  const [first] = said(changed('load/fastapi', { maxRpsWithinSlo: 0 }));
  expect(first).toBe('1 pod of fastapi did not hold p95 ≤ 250 ms at any load that was tried.');
});

test('an autoscaler that stopped early says at how many, and what it saw', () => {
  const sentences = said(fixtureResult('autoscaling/hpa'));
  expect(sentences[0]).toMatch(/^Users suffered for \d+ s of 4 min: p95 above 250 ms, or requests failing\.$/);
  expect(sentences.join(' ')).toMatch(
    /The HPA stopped at 4 of 6 pods, 32 s after the load rose: their CPU stood at 32 % of what they request, against a target of 70 %/,
  );
});

test('more pods wanted than ready is told before any CPU', () => {
  const result = fixtureResult('autoscaling/hpa');
  const desiredReplicas = { unit: 'pods', points: [[0, 1] as [number, number], [30, 5] as [number, number]] };
  expect(said({ ...result, series: { ...result.series, desiredReplicas } }).join(' ')).toContain(
    'stopped at 4 of 6 pods, 32 s after the load rose: 5 pods were wanted, and the load fell before they were ready.',
  );
});

test('a busy machine makes answers late, not wrong: accuracy and a lost job carry no such mark', () => {
  const marks: BenchmarkResult['marks'] = [{ mark: 'overloaded', reason: 'others' }];
  expect(said({ ...fixtureResult('accuracy/fastapi'), marks }).join(' ')).not.toContain('Marked');
  expect(said({ ...fixtureResult('queue/throughput'), marks }).join(' ')).toContain('Marked (overloaded machine)');
});

test('quantization names the winner, its factor, its accuracy and how to serve it; without one FP32 stays', () => {
  const base = changed('accuracy/fastapi', { speedUp: 1.8, accuracy: 0.965, baselineAccuracy: 0.966, sizeRatio: 3.9 });
  const rows = [{ table: 'Variants', variant: 'int8', recommended: true }];
  expect(said({ ...base, kind: 'quantization', rows })).toEqual([
    'Serve int8: 1.80 times as fast as FP32 and 3.9 times smaller; it labels 96.50 % of held-out samples right, FP32 96.60 %.',
    'To serve it: model.variant: int8 in lab.yaml.',
  ]);
  expect(said({ ...base, kind: 'quantization', rows: [] })[0]).toMatch(/^Stay with FP32/);
});

test('trade-offs have one line a technique, with a factor for what changed', () => {
  expect(answersOf(tradeoffFixture())[0]?.sentences).toEqual([
    'Quantization (fp32 → int8): p95 ×0.63, throughput ×0.75, failed requests not measured, cost per 1000 ×0.63 and accuracy ×0.63.',
  ]);
});

test('prices are rounded as people say them, loads are round, lists end in and', () => {
  expect([24.6, 1234.4, 0.0123, 9.96].map(aboutUsd)).toEqual(['about $25', 'about $1,234', 'about $0.012', 'about $10']);
  expect([36, 20, 0.3, 99].map(roundLoad)).toEqual([50, 20, 0.5, 100]);
  expect(joined(['a', 'b', 'c'])).toBe('a, b and c');
});
