import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema, UserError, type BenchmarkResult, type Run } from '../../contract';
import { exampleWorkload } from '../../scaling/simulate/testing/config';
import type { MeasuredModel } from '../../scaling/simulate';
import { compareEngines } from './compare-engines';

const FILE = join(__dirname, '../../tests/conformance/measured/hpa-step-and-spike.json');
const MEASURED = runSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));

/** As in the hpa profile of that run. */
const HPA = {
  minReplicas: 1,
  maxReplicas: 4,
  metrics: [
    {
      type: 'Resource' as const,
      resource: { name: 'cpu' as const, target: { type: 'Utilization' as const, averageUtilization: 65 } },
    },
  ],
  behavior: {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [
        { type: 'Percent' as const, value: 100, periodSeconds: 15 },
        { type: 'Pods' as const, value: 2, periodSeconds: 15 },
      ],
    },
    scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Percent' as const, value: 100, periodSeconds: 15 }] },
  },
};
const MODEL: MeasuredModel = {
  workload: exampleWorkload({
    cpuRequestMillis: 500,
    cpuLimitMillis: 500,
    startup: { ...exampleWorkload().startup, applicationSeconds: 5 },
  }),
  autoscaler: { kind: 'hpa', spec: HPA },
};
/** How many seconds later the pods of the run on kind are ready. */
const LATER = 12;

const LOCAL = runOf(MEASURED.results[0]!, { startedAt: '2026-11-24T21:16:52.331Z', command: './lab up --profile hpa' });
const KIND = runOf(
  {
    ...LOCAL.results[0]!,
    environment: { ...LOCAL.results[0]!.environment, engine: 'kind' },
    metrics: { ...LOCAL.results[0]!.metrics, p95Ms: 1900 },
    marks: [{ mark: 'overloaded', reason: '18 % of the CPU went to other programs' }],
    series: {
      ...LOCAL.results[0]!.series,
      replicas: {
        unit: '',
        points: LOCAL.results[0]!.series['replicas']!.points.map(([at, pods], index, all) => [
          at,
          index < 40 ? pods : all[index - LATER]![1],
        ]),
      },
    },
  },
  { startedAt: '2026-11-25T10:00:00.000Z', command: './lab up --on kind --profile hpa' },
);

function runOf(result: BenchmarkResult, { startedAt, command }: Pick<Run, 'startedAt' | 'command'>, maxReplicas = 4): Run {
  const scaling = { autoscaling: { hpa: { ...HPA, maxReplicas } }, cpuRequestMillis: 500, cpuLimitMillis: 500 };
  return { ...MEASURED, startedAt, command, results: [{ ...result, subject: { ...result.subject, scaling } }] };
}

test('kind, the local engine and the prediction are in one comparison, whichever of the two is reported', async () => {
  const [fromKind] = await compareEngines(KIND, [LOCAL, KIND], () => MODEL);
  const [fromLocal] = await compareEngines(LOCAL, [LOCAL, KIND], () => MODEL);
  expect(fromKind?.timeSeries.map(({ label }) => label)).toEqual(['kind', 'local engine', 'simulated kind']);
  expect(fromLocal?.rows).toEqual(fromKind?.rows);
  expect(fromKind?.missing).toEqual([]);
  expect(fromKind?.offeredRps.slice(0, 3)).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

test('the rows say how far the local engine and each prediction are off, and of what', async () => {
  const [comparison] = await compareEngines(KIND, [LOCAL], () => MODEL);
  const [kind, simulatedKind, local, simulatedLocal] = comparison!.rows;
  expect(kind).toMatchObject({
    label: 'kind',
    figures: { mostPods: 3, secondsToMost: 53 + LATER, p95Ms: 1900 },
    error: undefined,
  });
  expect(local).toMatchObject({ label: 'local engine', error: { against: 'kind', seconds: -LATER } });
  expect(local?.error?.p95Percent).toBeCloseTo(100 * (LOCAL.results[0]!.metrics['p95Ms']! / 1900 - 1), 6);
  expect(simulatedKind).toMatchObject({ label: 'simulated kind', error: { against: 'kind' } });
  expect(simulatedLocal).toMatchObject({ label: 'simulated local engine', error: { against: 'local engine' } });
  // The sensors of a cluster are part of its prediction, so that both are near their own measurement.
  expect(simulatedKind?.error?.podsMae).toBeLessThan(0.3);
  expect(simulatedLocal?.error?.podsMae).toBeLessThan(0.3);
  const { secondsRange, secondsToMost } = simulatedKind!.figures;
  expect(secondsRange!.low).toBeLessThan(secondsToMost!);
  expect(secondsRange!.high).toBeGreaterThan(secondsToMost!);
  const band = comparison!.timeSeries[2]?.bands?.readyPods ?? [];
  expect(band.every(([, low, high]) => low <= high)).toBe(true);
  expect(band.some(([, low, high]) => low < high)).toBe(true);
});

test('the notes name each run, what marks it, and what its prediction knows of it', async () => {
  const [comparison] = await compareEngines(KIND, [LOCAL], () => MODEL);
  const [source, mark, basis] = comparison!.notes;
  expect(source).toEqual({ text: 'kind: measured on 2026-11-25 10:00 UTC by', command: './lab up --on kind --profile hpa' });
  expect(mark?.text).toBe('kind, overloaded: 18 % of the CPU went to other programs.');
  expect(basis?.text).toContain('median of 30 simulated runs');
  expect(basis?.text).toContain('What a request costs was measured there, before the part that is compared:');
  expect(basis?.text).toContain('first 20 s: 47.4 ms of CPU per request over 42 answers');
});

test('an engine without a run is named with the command that makes one, and so is a run of other settings', async () => {
  const [alone] = await compareEngines(LOCAL, [], () => MODEL);
  expect(alone?.missing).toEqual([
    {
      text: 'kind is not in it: no run of it is kept. To put it in:',
      command: './lab up --on kind --profile hpa --only autoscaling/hpa',
    },
  ]);
  const other = runOf(KIND.results[0]!, KIND, 9);
  const [apart] = await compareEngines(LOCAL, [other], () => MODEL);
  expect(apart?.missing[0]?.text).toContain('kind is not in it: other settings: autoscaling.hpa.maxReplicas is 9, here 4.');
  expect(apart?.timeSeries.map(({ label }) => label)).toEqual(['local engine', 'simulated local engine']);
});

test.each([
  [{ keda: { triggers: [{ type: 'redis', metadata: {} }] } }],
  [{ knative: { containerConcurrency: 0, timeoutSeconds: 300, annotations: {} } }],
])('the command for an addon that only packages bring has --from-packages (%#)', async (autoscaling) => {
  const [result] = LOCAL.results;
  const scaling = { ...result!.subject.scaling!, autoscaling };
  const run = { ...LOCAL, results: [{ ...result!, subject: { ...result!.subject, scaling } }] };
  const [comparison] = await compareEngines(run, [], () => MODEL);
  expect(comparison?.missing.map((one) => one.command)).toEqual([
    './lab up --on kind --from-packages --profile hpa --only autoscaling/hpa',
  ]);
});

test.each([
  ['default', './lab up --on kind --profile default --only autoscaling/hpa'],
  ['kind', './lab up --on kind --profile kind --only autoscaling/hpa'],
  ['whole', './lab up --on kind --only autoscaling/hpa'],
])('the command names the profile %s when another one is usual', async (profile, command) => {
  const [comparison] = await compareEngines({ ...LOCAL, profile }, [], () => MODEL);
  expect(comparison?.missing[0]?.command).toBe(command);
});

test('what cannot be predicted is shown as measured, with the reason', async () => {
  const [comparison] = await compareEngines(LOCAL, [], () => {
    throw new UserError({ where: 'autoscaling/hpa', problem: 'cannot be simulated: its pods take GPUs.', code: 'not-modelled' });
  });
  expect(comparison?.timeSeries.map(({ label }) => label)).toEqual(['local engine']);
  expect(comparison?.rows.map(({ label }) => label)).toEqual(['local engine']);
  expect(comparison?.missing[0]?.text).toBe('simulated local engine is not in it: cannot be simulated: its pods take GPUs.');
});

test('results that nothing scaled, or that do not hold what is compared, are left out', async () => {
  expect(await compareEngines(MEASURED, [KIND], () => MODEL)).toEqual([]);
  expect(await compareEngines({ ...LOCAL, results: [{ ...LOCAL.results[0]!, series: {} }] }, [KIND], () => MODEL)).toEqual([]);
  const empty = { ...KIND, results: [{ ...KIND.results[0]!, series: {} }] };
  const [alone] = await compareEngines(LOCAL, [empty], () => MODEL);
  expect(alone?.missing).toHaveLength(1);
});
