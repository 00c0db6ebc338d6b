import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import fc from 'fast-check';
import { fixtureResult, fixtureWith, loadFixture } from '../fixtures/load';
import { comparisonsOf, resultsInOrder } from './comparison';
import { describePanels } from './describe';
import { machinesOf } from './environment';
import { headlineOf } from './headline';
import { decodeLatencies, percentileOf } from './latencies';
import { loadSentence } from './load';
import { panelsOf } from './panels';
import { cellOf, cellText, columnsOf } from './rows';
import { tallySentence, verdictOf, whyFailed } from './verdict';

function histogramOf(valuesUs: readonly number[]): { encoding: 'hdr-v2-base64'; unit: 'us'; data: string } {
  const recorded = build({ numberOfSignificantValueDigits: 3, autoResize: true });
  for (const value of valuesUs) recorded.recordValue(value);
  return { encoding: 'hdr-v2-base64', unit: 'us', data: encodeIntoCompressedBase64(recorded) };
}

test('the run is told in one sentence: passes, fails, without result, marked', () => {
  expect(tallySentence(loadFixture())).toBe('7 benchmarks: 5 pass their checks, 1 fails, 1 gave no result; 2 are marked.');
  const one = loadFixture().results.slice(0, 1);
  expect(tallySentence({ ...loadFixture(), results: one, failures: [] })).toBe('1 benchmark: 1 passes its checks.');
  expect(tallySentence({ ...loadFixture(), results: [], failures: [] })).toBe('0 benchmarks.');
});

test('a failed check is told with value and bound in the unit of its metric', () => {
  expect(whyFailed(fixtureResult('autoscaling/fixed'))).toMatch(/^errors during the ramp is \d+\.\d\d %, bound ≤ 1\.00 %$/);
});

test('a result without checks neither passes nor fails', () => {
  const result = { ...fixtureResult('load/fastapi'), verdict: { pass: true, checks: [] } };
  expect(verdictOf(result)).toBe('unchecked');
});

test('the headline of a load is its p95, with interval and check; a kind without a list shows its first metrics', () => {
  const [first] = headlineOf(fixtureResult('load/fastapi'));
  expect(first?.metric).toBe('p95Ms');
  expect(first?.interval?.method).toBe('bootstrap over 1 s windows');
  expect(first?.check?.bound).toBe(250);
  const other = {
    ...fixtureResult('load/fastapi'),
    kind: 'parity' as const,
    metrics: { zebra: 1, accuracy: 0.9, p50Ms: 3 },
  };
  expect(headlineOf(other).map(({ metric }) => metric)).toEqual(['p50Ms', 'accuracy', 'zebra']);
});

test('percentiles come from the histogram, without those that need more values', () => {
  const latencies = decodeLatencies(histogramOf(Array.from({ length: 200 }, (_, index) => (index + 1) * 1000)))!;
  expect(latencies.count).toBe(200);
  expect(percentileOf(latencies, 50)).toBeCloseTo(100, 0);
  expect(percentileOf(latencies, 95)).toBeCloseTo(190, 0);
  // Two of 200 values lie beyond p99: which ones is chance.
  expect(percentileOf(latencies, 99)).toBeUndefined();
  expect(percentileOf(latencies, 99.9)).toBeUndefined();
  expect(latencies.maxMs).toBeCloseTo(200, 0);
});

test('every value of a histogram is in exactly one bin, and percentiles never fall', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000_000 }), { minLength: 1, maxLength: 200 }), (values) => {
      const latencies = decodeLatencies(histogramOf(values))!;
      expect(latencies.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length);
      const curve = latencies.percentiles.map(([, ms]) => ms);
      expect(curve).toEqual([...curve].sort((one, other) => one - other));
    }),
    { numRuns: 50 },
  );
});

test('an empty or unreadable histogram does not stop the report', () => {
  expect(decodeLatencies(histogramOf([]))).toBeUndefined();
  expect(decodeLatencies({ encoding: 'hdr-v2-base64', unit: 'us', data: 'bm90IGEgaGlzdG9ncmFt' })).toBeUndefined();
  expect(decodeLatencies({ encoding: 'hdr-v2-base64', unit: 'us', data: '' })).toBeUndefined();
});

test('replicas, load and p95 stand above each other; the latency panel has the SLO line of its check', () => {
  const panels = panelsOf(fixtureResult('autoscaling/hpa'));
  expect(panels.map((panel) => panel.title)).toEqual(['Load', 'Replicas', 'CPU of the ready pods', 'Latency', 'CPU']);
  expect(panels[1]?.series.map((series) => series.label)).toEqual(['ready', 'desired']);
  expect(panels[1]?.shape).toBe('step');
  expect(panels[2]?.bound).toEqual({ label: 'target 70 %', value: 70 });
  expect(panels[3]?.bound).toEqual({ label: 'SLO', value: 250 });
  expect(panelsOf(fixtureResult('load/fastapi')).find((panel) => panel.title === 'Latency')?.bound).toEqual({
    label: 'SLO',
    value: 250,
  });
});

test('an unknown series is drawn too, bytes as MiB', () => {
  const result = {
    ...fixtureResult('load/fastapi'),
    series: { cacheBytes: { unit: 'B', points: [[0, 2 ** 21] as [number, number]] } },
  };
  expect(panelsOf(result)).toEqual([
    {
      title: 'cacheBytes',
      unit: 'MiB',
      shape: 'line',
      bound: undefined,
      series: [{ name: 'cacheBytes', label: 'cacheBytes', points: [[0, 2]] }],
    },
  ]);
});

test('a chart is described in words for readers who cannot see it', () => {
  const points = (values: readonly number[]): [number, number][] => values.map((value, at) => [at, value]);
  const text = describePanels([
    {
      title: 'Load',
      unit: 'req/s',
      shape: 'line',
      bound: undefined,
      series: [{ label: 'offered', points: points([12, 56.25, 12]) }],
    },
    {
      title: 'Replicas',
      unit: 'pods',
      shape: 'step',
      bound: undefined,
      series: [{ label: 'ready', points: points([1, 1]) }],
    },
  ]);
  expect(text).toBe('Load: offered 12 to 56.3 req/s, highest at 1 s. Replicas: ready 1 throughout.');
});

test('results of one kind are compared on the metrics that at least two of them have', () => {
  const [comparison, ...others] = comparisonsOf(loadFixture());
  expect(others).toEqual([]);
  expect(comparison?.kind).toBe('autoscaling');
  expect(comparison?.results).toHaveLength(3);
  expect(comparison?.metrics[0]).toBe('rampP95Ms');
  expect(comparison?.metrics).toContain('timeToMaxReplicasSeconds');
  expect(comparison?.metrics).not.toContain('coldStartMs');
});

test('the trade-off table comes first whatever the order of the run', () => {
  const run = fixtureWith('accuracy/fastapi', (result) => ({ ...result, kind: 'tradeoffs', name: 'tradeoffs' }));
  expect(resultsInOrder(run)[0]?.name).toBe('tradeoffs');
  expect(resultsInOrder(run)).toHaveLength(run.results.length);
});

test('results from two machines are never shown as if from one', () => {
  expect(machinesOf(loadFixture())).toHaveLength(1);
  const run = fixtureWith('accuracy/fastapi', (result) => ({
    ...result,
    environment: { ...result.environment, cpuModel: 'AMD EPYC' },
  }));
  expect(machinesOf(run).map((machine) => machine.benchmarks)).toEqual([
    ['load/fastapi', 'queue/throughput', 'autoscaling/fixed', 'autoscaling/hpa', 'autoscaling/knative'],
    ['accuracy/fastapi'],
  ]);
});

test('a scenario is told phase by phase, with what makes it repeatable', () => {
  const base = { arrivals: 'poisson' as const, timeoutMs: 10_000, seed: 7 };
  expect(
    loadSentence({
      ...base,
      phases: [
        { seconds: 15, rps: 12 },
        { seconds: 30, from: 12, to: 60, name: 'spike' },
      ],
    }),
  ).toBe('open loop: 15 s at 12 req/s, then spike 30 s rising 12 → 60 req/s; poisson arrivals, seed 7, time-out 10 s');
  expect(loadSentence({ ...base, concurrency: 8, phases: [{ seconds: 6 }] })).toBe(
    'closed loop, 8 clients: 6 s; seed 7, time-out 10 s',
  );
});

test('rows with different keys share one table; a missing cell is a dash', () => {
  const rows = [
    { variant: 'fp32', p95Ms: 12.34 },
    { variant: 'int8', withinSlo: true },
  ];
  expect(columnsOf(rows).map(({ title, isNumeric }) => [title, isNumeric])).toEqual([
    ['variant', false],
    ['p95 latency', true],
    ['within slo', false],
  ]);
  expect(cellText('p95Ms', cellOf(rows[0]!, 'p95Ms'))).toBe('12.3 ms');
  expect(cellText('p95Ms', cellOf(rows[1]!, 'p95Ms'))).toBe('–');
  expect(cellText('withinSlo', true)).toBe('yes');
  expect(cellOf({}, '__proto__')).toBeUndefined();
});
