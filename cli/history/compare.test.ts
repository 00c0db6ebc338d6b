import type { BenchmarkResult, Run } from '../../contract';
import { resultOf } from '../../benchmarks/tradeoffs/testing/result-of';
import { historyText } from './compare';

const all = { only: undefined, last: '5' };

function runOf(startedAt: string, p95Ms: number, changed: Partial<BenchmarkResult> = {}): Run {
  const interval = { low: p95Ms - 5, high: p95Ms + 5, level: 0.95, method: 'test' };
  const result = { ...resultOf('load/fastapi', 'load', { p95Ms }), intervals: { p95Ms: interval }, ...changed };
  return {
    schema: 'lab.benchmark/v1',
    kind: 'run',
    labVersion: '0.1.0',
    command: './lab up',
    profile: 'default',
    startedAt,
    durationSeconds: 10,
    results: [result],
    failures: [],
  };
}

const { environment } = resultOf('x', 'load', {});

test('the last run stands below the earlier ones, and a change counts when the intervals are apart', () => {
  const text = historyText(
    [runOf('2026-01-01T10:00:00.000Z', 80), runOf('2026-01-02T10:00:00.000Z', 96), runOf('2026-01-03T10:00:00.000Z', 99)],
    all,
  );
  expect(text).toContain('2026-01-01 10:00 UTC  80.0 ms  (75.0 – 85.0)  higher since');
  expect(text).toContain('2026-01-02 10:00 UTC  96.0 ms  (91.0 – 101.0)  no change since');
  expect(text).toContain('2026-01-03 10:00 UTC  99.0 ms  (94.0 – 104.0)  ◀ last');
});

test('runs on another CPU are named and not compared', () => {
  const other = { environment: { ...environment, cpuModel: 'another CPU' } };
  const text = historyText([runOf('2026-01-01T10:00:00.000Z', 20, other), runOf('2026-01-02T10:00:00.000Z', 80)], all);
  expect(text).not.toContain('20.0 ms');
  expect(text).toContain('not compared: 1 run on another CPU, 2 CPUs, avx2, local engine');
  expect(text).toContain('no earlier run on this machine type');
});

test('a marked run is shown with its mark, and not judged', () => {
  const marked = { marks: [{ mark: 'overloaded' as const, reason: 'busy' }] };
  const text = historyText([runOf('2026-01-01T10:00:00.000Z', 20, marked), runOf('2026-01-02T10:00:00.000Z', 80)], all);
  expect(text).toContain('20.0 ms  (15.0 – 25.0)  ! overloaded');
  expect(text).not.toContain('since');
});

test('other settings are named', () => {
  const changed = { subject: { ...resultOf('x', 'load', {}).subject, configHash: 'other' } };
  const text = historyText([runOf('2026-01-01T10:00:00.000Z', 80, changed), runOf('2026-01-02T10:00:00.000Z', 80)], all);
  expect(text).toContain('no change since  other settings');
});

test('only as many earlier runs are shown as were asked for', () => {
  const runs = ['01', '02', '03', '04'].map((day) => runOf(`2026-01-${day}T10:00:00.000Z`, 80));
  expect(historyText(runs, { only: 'load', last: '1' }).match(/80\.0 ms/g)).toHaveLength(2);
});

test('a benchmark without kept runs is an error that names those that have some', () => {
  expect(() => historyText([runOf('2026-01-01T10:00:00.000Z', 80)], { only: 'queue', last: '5' })).toThrow(/Kept: load\/fastapi/);
  expect(() => historyText([], { only: undefined, last: 'x' })).toThrow(/--last x/);
});
