import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema, type BenchmarkResult } from '../../../contract/result';
import { calibrateMeasured } from './calibrate';
import { compareMeasured, compareRuns, measuredRun, type MeasuredModel, predictMeasured } from './index';
import { measuredSimulation } from './simulation';
import { THIS_THREAD } from '../ensemble';
import { exampleWorkload } from '../testing/config';

const FILE = 'hpa-step-and-spike.json';
const FOLDER = join(__dirname, '../../../tests/conformance/measured');
const RESULT = runSchema.parse(JSON.parse(readFileSync(join(FOLDER, FILE), 'utf8'))).results[0]!;
const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);

/** What ./lab up --profile hpa deploys. */
const MODEL: MeasuredModel = {
  workload: exampleWorkload({
    cpuRequestMillis: 500,
    cpuLimitMillis: 500,
    startup: { ...exampleWorkload().startup, applicationSeconds: 5 },
  }),
  autoscaler: {
    kind: 'hpa',
    spec: {
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 65 } } }],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [
            { type: 'Percent', value: 100, periodSeconds: 15 },
            { type: 'Pods', value: 2, periodSeconds: 15 },
          ],
        },
        scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
      },
    },
  },
};

function without(...names: string[]): BenchmarkResult {
  const series = Object.fromEntries(Object.entries(RESULT.series).filter(([name]) => !names.includes(name)));
  return { ...RESULT, series };
}

test('a run that was measured on the local engine went as predicted, within the goals', async () => {
  const report = await compareMeasured(measuredRun(FILE, RESULT), MODEL, { elsewhere: [], seeds: SEEDS, threads: THIS_THREAD });
  expect(report.replicasMae).toBeLessThanOrEqual(0.5);
  expect(Math.abs(report.timeToMaxErrorSeconds)).toBeLessThanOrEqual(20);
  expect(Math.abs(report.p95ErrorPercent)).toBeLessThanOrEqual(25);
  expect(Math.abs(report.failureRateError)).toBeLessThanOrEqual(0.1);
  expect(report.replicas.measured).toHaveLength(report.comparedSeconds);
});

test('a run that was measured on kind went as predicted, within the same goals', async () => {
  const [kind] = runSchema.parse(JSON.parse(readFileSync(join(FOLDER, 'hpa-step-and-spike-on-kind.json'), 'utf8'))).results;
  const report = await compareMeasured(measuredRun(FILE, kind!), MODEL, { elsewhere: [], seeds: SEEDS, threads: THIS_THREAD });
  expect(kind?.environment.engine).toBe('kind');
  expect(report.replicasMae).toBeLessThanOrEqual(0.5);
  expect(Math.abs(report.timeToMaxErrorSeconds)).toBeLessThanOrEqual(20);
  expect(Math.abs(report.p95ErrorPercent)).toBeLessThanOrEqual(25);
  expect(Math.abs(report.failureRateError)).toBeLessThanOrEqual(0.1);
  // With the sensors of the local engine the second pod would have been there too early.
  const asLocal = await predictMeasured({ ...measuredRun(FILE, kind!), engine: 'local' }, MODEL, {
    elsewhere: [],
    seeds: SEEDS,
    threads: THIS_THREAD,
  });
  expect(Math.abs(asLocal.timeToMaxErrorSeconds)).toBeGreaterThan(Math.abs(report.timeToMaxErrorSeconds));
});

test('another autoscaler is predicted to do something else: the measured run does not shine through', async () => {
  const none: MeasuredModel = { ...MODEL, autoscaler: { kind: 'fixed', replicas: 1 } };
  const report = await compareMeasured(measuredRun(FILE, RESULT), none, { elsewhere: [], seeds: [1], threads: THIS_THREAD });
  expect(report.replicasMae).toBeGreaterThan(0.5);
});

test('calibration sees the first phase only, whatever comes later', () => {
  const run = measuredRun(FILE, RESULT);
  const later = (values: readonly number[], value: number): number[] =>
    values.map((one, second) => (second < run.firstPhaseSeconds ? one : value));
  const other = {
    ...run,
    answered: later(run.answered, 99),
    p95Ms: later(run.p95Ms, 9_999),
    cpuCores: later(run.cpuCores, 7),
    readyPods: later(run.readyPods, 50),
    totalP95Ms: 1,
  };
  expect(calibrateMeasured(other, [])).toEqual(calibrateMeasured(run, []));
});

test('CPU of an idle pod is not a cost of requests: seen before the load, or in seconds of the first phase without one', () => {
  const run = measuredRun(FILE, RESULT);
  expect(run.idleCpuMillis).toBe(10);
  expect(measuredRun(FILE, { ...RESULT, metrics: { ...RESULT.metrics, idleCpuMillis: 17 } }).idleCpuMillis).toBe(17);
  expect(measuredRun(FILE, without('cpuCores')).idleCpuMillis).toBe(0);
  // 42 answers in 20 s of one pod.
  const [none, ten] = [0, 10].map((idleCpuMillis) => calibrateMeasured({ ...run, idleCpuMillis }, []).cpuMsPerRequest);
  expect(none! - ten!).toBeCloseTo((10 * 20) / 42, 6);
});

test('the first second of the load is the first that is compared, also where its moment is no binary fraction', () => {
  const run = measuredRun(FILE, RESULT);
  expect(run.offered.slice(0, 4)).toEqual([1, 2, 3, 3]);
  expect(run.offered.slice(0, 220).filter(Number.isNaN)).toEqual([]);
});

test('a silent first phase is calibrated on a benchmark of the same service, and asks for one', () => {
  const run = { ...measuredRun(FILE, RESULT), answered: [] };
  expect(() => calibrateMeasured(run, [])).toThrow(/answers next to nothing[^]*--calibrate results\.json/);
  const load = { ...RESULT, kind: 'load' as const, metrics: { cpuMsPerRequest: 44 } };
  const other = { ...load, subject: { ...load.subject, service: 'queue' }, metrics: { cpuMsPerRequest: 7 } };
  expect(calibrateMeasured(run, [other, load]).cpuMsPerRequest).toBe(44);
});

test.each([
  [{ ...RESULT, kind: 'load' as const }, /is not a result of an autoscaling benchmark/],
  [without('replicas'), /has no load, no replicas or no latency/],
  [{ ...RESULT, metrics: {} }, /has no load, no replicas or no latency/],
])('a result that cannot be compared is refused in words', (result, message) => {
  expect(() => measuredRun(FILE, result)).toThrow(message);
});

test('marks of an overloaded machine are handed on', () => {
  const marks = [{ mark: 'overloaded' as const, reason: 'other programs' }];
  expect(measuredRun(FILE, { ...RESULT, marks }).cautions).toEqual(['overloaded: other programs']);
});

test('a run on kind is simulated with kubelets and metrics-server as that cluster has them, a local one as the engine does it', () => {
  const run = measuredRun(FILE, RESULT);
  const calibration = calibrateMeasured(run, []);
  const local = measuredSimulation(run, MODEL, calibration);
  const kind = measuredSimulation({ ...run, engine: 'kind' }, MODEL, calibration);
  expect(local).toMatchObject({ countersEverySeconds: { shortest: 1 }, workload: { balancing: 'least-outstanding' } });
  expect(kind).toMatchObject({ metricsEverySeconds: 10, workload: { balancing: 'random', startup: MODEL.workload.startup } });
  expect(kind).not.toHaveProperty('countersEverySeconds');
  expect(kind.load).toEqual(local.load);
});

test('a start-up that was seen before the load is taken as it is, probes and all', () => {
  const run = measuredRun(FILE, { ...RESULT, metrics: { ...RESULT.metrics, startupSeconds: 9 } });
  const calibration = calibrateMeasured(run, []);
  expect(calibration.words).toContain('before the load a pod was ready 9 s after its container began');
  expect(measuredSimulation(run, MODEL, calibration).workload.startup).toMatchObject({
    scheduleSeconds: 0,
    applicationSeconds: 9,
    readinessPeriodSeconds: 0,
  });
  const unseen = measuredRun(FILE, RESULT);
  expect(measuredSimulation(unseen, MODEL, calibration).workload.startup).toMatchObject({
    applicationSeconds: 5,
    readinessPeriodSeconds: 1,
  });
});

test('on kind the same load is predicted to be answered later: sensors are older there', async () => {
  const run = measuredRun(FILE, RESULT);
  const options = { elsewhere: [], seeds: SEEDS, threads: THIS_THREAD };
  const local = await predictMeasured(run, MODEL, options);
  const kind = await predictMeasured({ ...run, engine: 'kind' }, MODEL, options);
  expect(kind.simulated.timeToMaxSeconds).toBeGreaterThan(local.simulated.timeToMaxSeconds + 5);
  expect(kind.ensemble.runs).toHaveLength(SEEDS.length);
});

test('one measured run beside another: pods second by second, and what the other took to as many', () => {
  const run = measuredRun(FILE, RESULT);
  expect(compareRuns(run, run)).toMatchObject({ replicasMae: 0, timeToMaxErrorSeconds: 0, p95ErrorPercent: 0 });
  const later = { ...run, readyPods: run.readyPods.map((_, second) => run.readyPods[Math.max(0, second - 10)]!) };
  const comparison = compareRuns(run, { ...later, totalP95Ms: 1.5 * run.totalP95Ms });
  expect(comparison).toMatchObject({ timeToMaxErrorSeconds: 10, recorded: { maxReplicas: 3, timeToMaxSeconds: 53 } });
  expect(comparison.p95ErrorPercent).toBeCloseTo(50, 6);
  // Ten seconds at each of the changes 1 -> 2 -> 3 -> 2 -> 1 -> 2 -> 1.
  expect(comparison.replicasMae).toBeCloseTo(60 / (run.seconds - 20), 6);
});
