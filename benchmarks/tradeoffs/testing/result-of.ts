import { RESULT_SCHEMA, type BenchmarkResult } from '../../../contract/result';
import type { TradeoffRow } from '../../../contract/tradeoffs';

/** A result with the numbers that a test is about. */
export function resultOf(
  name: string,
  kind: BenchmarkResult['kind'],
  metrics: BenchmarkResult['metrics'],
  modelSha256 = 'fp32-sha',
): BenchmarkResult {
  return {
    schema: RESULT_SCHEMA,
    kind,
    name,
    title: name,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationSeconds: 10,
    subject: { service: 'fastapi', modelSha256, modelVariant: 'fp32', image: null, configHash: 'abc' },
    environment: {
      engine: 'local',
      cpuModel: 'CPU',
      isaFlags: ['avx2'],
      logicalCpus: 2,
      memoryBytes: 8e9,
      kernel: '6',
      node: 'v20',
      cgroup: { version: 'none', cpuQuotaCores: null, memoryLimitBytes: null },
      throttling: null,
      loadAverage: { before: 0, after: 0 },
    },
    marks: [],
    scenario: null,
    metrics,
    intervals: {},
    series: {},
    histograms: {},
    rows: [],
    errors: { total: 0, byKind: {} },
    howMade: [],
    verdict: { pass: true, checks: [] },
  };
}

export const ROW: TradeoffRow = {
  title: 'Quantization',
  lab: {},
  measure: {},
  arms: { fp32: { lab: {}, measure: {} }, int8: { lab: {}, measure: {} } },
  textbook: {
    p50Ms: 'down',
    p95Ms: 'down',
    p99Ms: 'down',
    throughputRps: 'up',
    errorRate: 'same',
    costPer1000Usd: 'down',
    accuracy: 'same',
  },
  expected: { costPerMonthUsd: 'same' },
  because: 'fewer bytes',
  ifNot: 'Without VNNI there is less to win.',
};
