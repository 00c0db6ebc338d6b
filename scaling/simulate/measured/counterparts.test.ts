import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema, type BenchmarkResult } from '../../../contract/result';
import { whyNotComparable } from './comparable';
import { counterpartsOf, type KeptResult } from './counterparts';

const FILE = join(__dirname, '../../../tests/conformance/measured/hpa-step-and-spike.json');
const MEASURED = runSchema.parse(JSON.parse(readFileSync(FILE, 'utf8'))).results[0]!;

const hpa = (maxReplicas: number) => ({ autoscaling: { hpa: { maxReplicas } }, cpuRequestMillis: 500, cpuLimitMillis: 500 });
const LOCAL = withSubject(MEASURED, { scaling: hpa(4) });
const KIND = on(LOCAL, 'kind');

function withSubject(result: BenchmarkResult, subject: Partial<BenchmarkResult['subject']>): BenchmarkResult {
  return { ...result, subject: { ...result.subject, ...subject } };
}

function on(result: BenchmarkResult, engine: 'local' | 'kind' | 'existing', cpuModel = 'AMD EPYC'): BenchmarkResult {
  return { ...result, environment: { ...result.environment, engine, cpuModel } };
}

function kept(day: number, result: BenchmarkResult): KeptResult {
  return { startedAt: `2026-11-${day}T10:00:00.000Z`, result };
}

test('the engine, prices, the image and the rest of lab.yaml do not matter to a comparison', () => {
  expect(whyNotComparable(LOCAL, withSubject(KIND, { configHash: 'other', image: 'other' }))).toBeUndefined();
});

test('names of phases do not matter, what they send does', () => {
  const phases = LOCAL.scenario!.phases;
  const renamed = { ...LOCAL, scenario: { ...LOCAL.scenario!, phases: phases.map((phase) => ({ ...phase, name: 'x' })) } };
  expect(whyNotComparable(LOCAL, renamed)).toBeUndefined();
  const louder = { ...LOCAL, scenario: { ...LOCAL.scenario!, phases: phases.map((phase) => ({ ...phase, rps: 99 })) } };
  expect(whyNotComparable(LOCAL, louder)).toBe('another load');
});

test.each([
  [withSubject(KIND, { scaling: hpa(5) }), 'other settings: autoscaling.hpa.maxReplicas is 5, here 4'],
  [withSubject(KIND, { scaling: { ...hpa(4), cpuLimitMillis: 1000 } }), 'other settings: cpuLimitMillis is 1000, here 500'],
  [
    withSubject(KIND, { scaling: { ...hpa(4), autoscaling: { hpa: { maxReplicas: 4, minReplicas: 2 } } } }),
    'other settings: autoscaling.hpa.minReplicas is 2, here not set',
  ],
  [withSubject(KIND, { modelVariant: 'int8' }), 'another model: int8'],
  [on(LOCAL, 'kind', 'Xeon'), 'another machine: Xeon 2 CPUs sse4_2 avx f16c fma avx2'],
  [on(MEASURED, 'kind'), 'the result does not say what scaled the pods: it is of an older version'],
])('a difference is told in words (%#)', (other, reason) => {
  expect(whyNotComparable(LOCAL, other)).toBe(reason);
});

test('the newest comparable result of another engine is taken, whatever order they are in', () => {
  const all = [kept(12, KIND), kept(14, withSubject(KIND, { scaling: hpa(9) })), kept(13, KIND), kept(11, KIND), kept(15, LOCAL)];
  expect(counterpartsOf(LOCAL, all)).toEqual([{ engine: 'kind', kept: all[2], reason: undefined }]);
});

test('of an engine with other runs only, the newest says why it is not in', () => {
  const all = [kept(14, withSubject(KIND, { scaling: hpa(9) })), kept(12, on(LOCAL, 'kind', 'Xeon'))];
  const [counterpart] = counterpartsOf(LOCAL, all);
  expect(counterpart).toMatchObject({ engine: 'kind', kept: undefined });
  expect(counterpart?.reason).toBe('other settings: autoscaling.hpa.maxReplicas is 9, here 4');
});

test('a run on kind asks for the local engine; a cluster of somebody else is in it only where it ran', () => {
  expect(counterpartsOf(KIND, [])).toEqual([{ engine: 'local', kept: undefined, reason: undefined }]);
  const existing = kept(12, on(LOCAL, 'existing'));
  expect(counterpartsOf(KIND, [existing]).map(({ engine }) => engine)).toEqual(['existing', 'local']);
});

test('runs behind the trade-off table, of other kinds and of other services are no counterparts', () => {
  const others = [
    { ...KIND, name: 'tradeoffs/autoscaling-hpa-1' },
    { ...KIND, kind: 'load' as const },
    withSubject(KIND, { service: 'queue' }),
  ];
  expect(
    counterpartsOf(
      LOCAL,
      others.map((result) => kept(12, result)),
    )[0]?.kept,
  ).toBeUndefined();
});
