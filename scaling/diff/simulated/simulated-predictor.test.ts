import { scenarioSchema } from '../../../contract';
import { edited, exampleText, manifestsOf } from '../../manifests/testing/texts';
import { isMaterial } from '../predictor';
import type { PredictionRow, Predictions } from '../schema';
import type { NamedScenario } from './default-scenarios';
import { assumedProfile, givenProfile } from './profile';
import { THIS_THREAD } from '../../simulate';
import { UNHURRIED, type Effort } from './effort';
import { simulatedPredictor } from './simulated-predictor';

const WEB = exampleText('web-app');
/** One pod that may use one core takes 16 requests a second. */
const LIMITED = edited('web-app', ['cpu: 250m', 'cpu: 1'], ['memory: 512Mi', 'memory: 512Mi\n              cpu: 1']);

function load(rps: number): NamedScenario[] {
  return [{ name: 'steady', scenario: scenarioSchema.parse({ phases: [{ seconds: 300, rps }] }) }];
}

const FOUR: Effort = { ...UNHURRIED, runs: 4 };

async function predict(base: string, head: string, rps: number): Promise<Predictions> {
  const predictor = simulatedPredictor({ scenarios: load(rps), profile: assumedProfile(), effort: FOUR, threads: THIS_THREAD });
  return predictor.predict(manifestsOf(base), manifestsOf(head));
}

function row({ rows }: Predictions, metric: string): PredictionRow {
  const found = rows.find((one) => one.metric === metric);
  if (found === undefined) throw new Error(`no row of ${metric}`);
  return found;
}

test('workloads that scale alike are not simulated', async () => {
  expect(await predict(WEB, WEB.replaceAll('2.8.0', '2.9.0'), 20)).toEqual({
    serviceTimes: 'assumed',
    assumptions: [],
    rows: [],
    timeSeries: [],
    alike: [],
    matters: [],
    unpredicted: [],
  });
});

test('more pods at the maximum let more requests be answered in time under overload', async () => {
  const predictions = await predict(LIMITED, LIMITED.replace('maxReplicas: 5', 'maxReplicas: 20'), 100);
  expect(row(predictions, 'errorRate').change.high).toBeLessThan(0);
  expect(row(predictions, 'withinSloShare').change.low).toBeGreaterThan(0);
  expect(isMaterial(row(predictions, 'withinSloShare'))).toBe(true);
  expect(predictions.assumptions.join('\n')).toMatch(/^Illustration: a request is assumed to take 50 ms/);
});

test('more pods at the maximum change nothing at all where the load never asks for them', async () => {
  const { rows } = await predict(LIMITED, LIMITED.replace('maxReplicas: 5', 'maxReplicas: 20'), 10);
  expect(rows.length).toBeGreaterThan(4);
  for (const { change } of rows) expect(change).toMatchObject({ value: 0, low: 0, high: 0, verdict: 'same' });
});

test('a lower CPU target costs more replica-hours and more money per request', async () => {
  const target = ['averageUtilization: 70', 'averageUtilization: 35'] as const;
  const predictions = await predict(LIMITED, LIMITED.replace(...target), 25);
  expect(row(predictions, 'replicaHours').change.low).toBeGreaterThan(0);
  expect(row(predictions, 'costPer1000Usd').change.low).toBeGreaterThan(0);
});

test('a Knative Service with a lower target runs more pods', async () => {
  const head = edited('knative', ["autoscaling.knative.dev/target: '8'", "autoscaling.knative.dev/target: '1'"]);
  const predictions = await predict(exampleText('knative'), head, 12);
  expect(row(predictions, 'replicaHours')).toMatchObject({ pods: 'Knative Service thumbnails' });
  expect(row(predictions, 'replicaHours').change.low).toBeGreaterThan(0);
});

test.each([
  [
    'memory',
    edited('web-app', ['name: cpu', 'name: memory']),
    /its HPA scales on memory, and manifests do not say what a pod uses/,
  ],
  [
    'a metric that may be anything',
    edited('web-app', [
      '    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70',
      '    - type: External\n      external: { metric: { name: moon_phase }, target: { type: Value, value: 1 } }',
    ]),
    /its HPA scales on moon_phase, and manifests do not say how that follows from load/,
  ],
  [
    'no CPU request',
    edited('web-app', ['cpu: 250m', 'ephemeral-storage: 1Gi']),
    /no CPU request is stated \(container storefront\)/,
  ],
  ['a thousand pods', edited('web-app', ['minReplicas: 2', 'minReplicas: 1000']), /1000 pods are more than can be simulated/],
  ['a workload that is gone', '', /it is gone/],
  [
    'a setting without effect',
    WEB.replace('periodSeconds: 5\n            failureThreshold: 12', 'periodSeconds: 5\n            failureThreshold: 13'),
    /make no difference to the simulation/,
  ],
])('%s is not predicted, with the reason', async (_name, head, why) => {
  const { rows, assumptions } = await predict(WEB, head, 20);
  expect(rows).toEqual([]);
  expect(assumptions).toEqual([expect.stringMatching(/^Deployment shop-storefront is not predicted: /)]);
  expect(assumptions[0]).toMatch(why);
});

test('workloads that cannot be predicted are told apart from those that need no prediction', async () => {
  const memory = await predict(WEB, edited('web-app', ['name: cpu', 'name: memory']), 20);
  expect(memory.unpredicted).toMatchObject([{ pods: 'Deployment shop-storefront' }]);
  expect((await predict(WEB, '', 20)).unpredicted).toEqual([]);
});

test('an HPA on a custom metric is predicted by what its name says, and the assumption is stated', async () => {
  const custom = (target: number): string =>
    edited('web-app', [
      '- type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70',
      `- type: Pods\n      pods: { metric: { name: http_requests_per_second }, target: { type: AverageValue, averageValue: ${target} } }`,
    ]);
  const { rows, assumptions } = await predict(custom(10), custom(5), 20);
  expect(rows.find(({ metric }) => metric === 'replicaHours')!.change.low).toBeGreaterThan(0);
  expect(assumptions.join('\n')).toContain('the metric http_requests_per_second is taken to be requests per second');
});

test('queue workers under KEDA are predicted as jobs that nobody gives up', async () => {
  const head = edited('keda', ['maxReplicaCount: 12', 'maxReplicaCount: 2']);
  const { rows, assumptions, unpredicted } = await predict(exampleText('keda'), head, 60);
  expect(unpredicted).toEqual([]);
  expect(rows.find(({ metric }) => metric === 'p95Ms')!.change.low).toBeGreaterThan(0);
  expect(assumptions.join('\n')).toContain('nobody gives up waiting for a job');
});

test('a tolerance counts from the version on that honours it', async () => {
  const tolerant = edited('web-app', [
    'maxReplicas: 5',
    'maxReplicas: 5\n  behavior: { scaleUp: { tolerance: 0.9 }, scaleDown: {} }',
  ]);
  const plain = edited('web-app', ['maxReplicas: 5', 'maxReplicas: 5\n  behavior: { scaleUp: {}, scaleDown: {} }']);
  const hours = async (kubernetesVersion: string): Promise<number> => {
    const profile = assumedProfile();
    const predictor = simulatedPredictor({ scenarios: load(8), profile, effort: FOUR, threads: THIS_THREAD, kubernetesVersion });
    const { rows } = await predictor.predict(manifestsOf(plain), manifestsOf(tolerant));
    return rows.find(({ metric }) => metric === 'replicaHours')!.change.value;
  };
  expect(await hours('1.34')).toBe(0);
  expect(await hours('1.35')).toBeLessThan(0);
});

test('every workload that changes is predicted, and those that scale alike by one simulation', async () => {
  const named = (text: string): string =>
    Array.from({ length: 8 }, (_, index) => text.replaceAll('shop-storefront', `shop-${index}`)).join('\n---\n');
  const other = (text: string): string => text.replace('averageUtilization: 70', 'averageUtilization: 60');
  const [base, head] = [named(LIMITED), named(LIMITED.replace('maxReplicas: 5', 'maxReplicas: 7'))];
  let simulated = 0;
  const predictor = simulatedPredictor({
    scenarios: load(20),
    profile: assumedProfile(),
    effort: FOUR,
    threads: { run: (config, seeds) => ((simulated += seeds.length), THIS_THREAD.run(config, seeds)) },
  });
  const predictions = await predictor.predict(manifestsOf(base), manifestsOf(other(head)));
  expect(predictions.unpredicted).toEqual([]);
  expect([...new Set(predictions.rows.map(({ pods }) => pods))]).toEqual(['Deployment shop-0', 'Deployment shop-1']);
  expect(predictions.alike).toEqual([
    { pods: 'Deployment shop-1', others: [2, 3, 4, 5, 6, 7].map((index) => `Deployment shop-${index}`) },
  ]);
  // Two groups, under the load and a deploy at its peak, on both sides.
  expect(simulated).toBe(2 * 2 * 2 * 4);
});

test('when the time is over, what is left is named and a gate on it is not passed', async () => {
  const effort: Effort = { ...FOUR, nowMs: () => 1, endsAtMs: 0 };
  const predictor = simulatedPredictor({ scenarios: load(20), profile: assumedProfile(), effort, threads: THIS_THREAD });
  const head = LIMITED.replace('maxReplicas: 5', 'maxReplicas: 20');
  const { rows, unpredicted } = await predictor.predict(manifestsOf(LIMITED), manifestsOf(head));
  expect(rows).toEqual([]);
  expect(unpredicted).toMatchObject([{ pods: 'Deployment shop-storefront', reason: expect.stringMatching(/time/) as string }]);
});

test('a load that takes too long to simulate is said to be unpredicted, and not made smaller', async () => {
  const predictor = simulatedPredictor({ scenarios: load(1e6), profile: assumedProfile(), threads: THIS_THREAD });
  const head = LIMITED.replace('maxReplicas: 5', 'maxReplicas: 20');
  const { unpredicted } = await predictor.predict(manifestsOf(LIMITED), manifestsOf(head));
  expect(unpredicted).toMatchObject([{ reason: expect.stringMatching(/about 1000000 requests\/s are more than/) as string }]);
});

describe('a deploy at peak', () => {
  const RECREATE = ['\nspec:\n  selector:', '\nspec:\n  strategy: { type: Recreate }\n  selector:'] as const;

  test('under Recreate fails requests that a rolling update answers, and nothing else is simulated anew', async () => {
    const { rows, assumptions, unpredicted } = await predict(LIMITED, LIMITED.replace(...RECREATE), 12);
    expect(new Set(rows.map(({ scenario }) => scenario))).toEqual(new Set(['deploy at peak']));
    const rowsByMetric = Object.fromEntries(rows.map((one) => [one.metric, one]));
    expect(rowsByMetric['withinSloShare']!.change.high).toBeLessThan(-0.02);
    expect(rowsByMetric['errorRate']!.base.value).toBeLessThan(rowsByMetric['errorRate']!.head.value);
    expect(rowsByMetric).not.toHaveProperty('costPer1000Usd');
    expect(assumptions.join('\n')).toContain('"deploy at peak" holds the peak (12 requests per second)');
    expect(unpredicted).toEqual([]);
  });

  test('is the highest load of the scenario', async () => {
    const predictor = simulatedPredictor({
      scenarios: [
        { name: 'calm', scenario: scenarioSchema.parse({ phases: [{ seconds: 60, rps: 2 }] }) },
        { name: 'ramp', scenario: scenarioSchema.parse({ phases: [{ seconds: 60, from: 1, to: 7 }] }) },
      ],
      profile: assumedProfile(),
      effort: { ...UNHURRIED, runs: 2 },
      threads: THIS_THREAD,
    });
    const { assumptions } = await predictor.predict(manifestsOf(LIMITED), manifestsOf(LIMITED.replace(...RECREATE)));
    expect(assumptions.join('\n')).toContain('holds the peak (7 requests per second)');
  });

  test('that takes too long to simulate is named and leaves a question where the strategy changes', async () => {
    const predictor = simulatedPredictor({
      scenarios: [{ name: 'burst', scenario: scenarioSchema.parse({ phases: [{ seconds: 1, rps: 900 }] }) }],
      profile: assumedProfile(),
      effort: { ...UNHURRIED, runs: 1 },
      threads: THIS_THREAD,
    });
    const { rows, assumptions, unpredicted } = await predictor.predict(
      manifestsOf(LIMITED),
      manifestsOf(LIMITED.replace(...RECREATE)),
    );
    expect(rows).toEqual([]);
    expect(unpredicted.map(({ reason }) => reason)).toEqual(['600 s at 900 requests per second take too long to simulate']);
    expect(assumptions.join('\n')).toContain('no deploy at peak: 600 s at 900 requests per second take too long to simulate');
  });
});

test('where nobody knows the load, the one from which users notice is searched for', async () => {
  const predictor = simulatedPredictor({
    scenarios: 'by-capacity',
    profile: givenProfile(40),
    effort: FOUR,
    threads: THIS_THREAD,
  });
  const head = LIMITED.replace('maxReplicas: 5', 'maxReplicas: 3');
  const { matters } = await predictor.predict(manifestsOf(LIMITED), manifestsOf(head));
  // A pod of one core takes 20 requests a second: three take 60, five 100.
  expect(matters).toMatchObject([{ pods: 'Deployment shop-storefront', isUpToCapacity: false }]);
  const [{ usersFromRps, at }] = matters as [Predictions['matters'][number]];
  expect(usersFromRps).toBeGreaterThan(40);
  expect(usersFromRps).toBeLessThan(90);
  expect(at!.head).toBeLessThan(at!.base);
});
