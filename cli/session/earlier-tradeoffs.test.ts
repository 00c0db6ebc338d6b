import type { BenchmarkResult, Run } from '../../contract';
import { resultOf } from '../../benchmarks/tradeoffs/testing/result-of';
import { earlierTradeoffs } from './earlier-tradeoffs';

function runOf(startedAt: string, result: BenchmarkResult): Run {
  return {
    schema: 'lab.benchmark/v1',
    kind: 'run',
    labVersion: '0.1.0',
    command: './lab bench tradeoffs',
    profile: 'tradeoffs',
    startedAt,
    durationSeconds: 10,
    results: [result],
    failures: [],
  };
}

const cell = {
  tradeoff: 'Quantization',
  before: 'fp32',
  after: 'int8',
  metric: 'p95Ms',
  textbook: 'down',
  note: 'not measured: nothing ran',
};
const table: BenchmarkResult = { ...resultOf('tradeoffs', 'tradeoffs', {}), rows: [cell] };
const now = runOf('2026-01-03T10:00:00.000Z', resultOf('load/fastapi', 'load', {}));

test('a run without trade-offs says when they were measured and how to do it again, and shows no old table', () => {
  const text = earlierTradeoffs(now, [runOf('2026-01-01T10:00:00.000Z', table), runOf('2026-01-02T10:00:00.000Z', table)]);
  expect(text).toContain('measured on 2026-01-02 10:00 UTC; to measure them again:  ./lab bench tradeoffs');
  expect(text).not.toContain('Quantization');
});

test('a table of another CPU is not shown; the command that makes one is', () => {
  const elsewhere = { ...table, environment: { ...table.environment, cpuModel: 'another' } };
  const text = earlierTradeoffs(now, [runOf('2026-01-01T10:00:00.000Z', elsewhere)]);
  expect(text).not.toContain('Quantization: fp32');
  expect(text).toContain('./lab bench tradeoffs');
});

test('a run that has its own table says nothing more', () => {
  expect(earlierTradeoffs(runOf('2026-01-03T10:00:00.000Z', table), [])).toBe('');
});
