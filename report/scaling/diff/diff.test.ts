import { diffManifests, diffSchema, type DiffReport } from '../../../scaling/diff';
import { edited, EXAMPLES, exampleText, manifestsOf } from '../../../scaling/manifests/testing/texts';
import { diffBlocks } from './blocks';
import { changeWords } from './change-words';
import { expectations } from './expectations';
import { headline } from './headline';

function diff(base: string, head: string): DiffReport {
  return diffManifests({ name: 'main', manifests: manifestsOf(base) }, { name: 'HEAD', manifests: manifestsOf(head) });
}

function words(base: string, head: string): string[] {
  return diff(base, head).changes.map(changeWords);
}

const WEB = exampleText('web-app');

test.each(EXAMPLES)('%s against itself: nothing changes', (name) => {
  expect(diff(exampleText(name), exampleText(name))).toMatchObject({
    isChanged: false,
    changes: [],
    newFindings: [],
    resolvedFindings: [],
  });
});

test('comments, order of documents, image tags and labels are no change in scaling', () => {
  const documents = WEB.replaceAll('2.8.0', '2.9.0').replaceAll('storefront-1.4.2', 'storefront-1.5.0').split('---\n');
  expect(words(WEB, documents.reverse().join('---\n'))).toEqual([]);
});

test('an HPA is compared in words, with the defaults that Kubernetes fills in', () => {
  const head = edited(
    'web-app',
    ['maxReplicas: 5', 'maxReplicas: 20'],
    [
      'averageUtilization: 70',
      'averageUtilization: 50\n  behavior:\n    scaleUp: {stabilizationWindowSeconds: 60}\n    scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 120}]}',
    ],
  );
  expect(words(WEB, head)).toEqual([
    'HPA shop-storefront: max 5 → 20; target CPU 70 → 50 %; scale-up now waits 60 s; ' +
      'scale-up limit to twice the pods or 4 pods per sync, the larger → +4 pods per 15 s or +100 % per 15 s, the larger; ' +
      'scale-down limit none → -1 pod per 120 s',
  ]);
});

test('the same HPA in an older API version is no change', () => {
  const head = edited(
    'web-app',
    ['autoscaling/v2', 'autoscaling/v1'],
    [
      '  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n',
      '  targetCPUUtilizationPercentage: 70\n',
    ],
  );
  expect(words(WEB, head)).toEqual([]);
});

test('an empty behavior is a change of the rate limit, and a trap', () => {
  const report = diff(WEB, edited('web-app', ['  maxReplicas: 5', '  maxReplicas: 5\n  behavior: {}']));
  expect(report.changes.map(changeWords)[0]).toMatch(
    /^HPA shop-storefront: scale-up limit to twice the pods or 4 pods per sync, the larger → \+4 pods/,
  );
  expect(report.newFindings.map(({ rule }) => rule)).toEqual(['empty-behavior']);
});

test('requests, probes and disruption budgets are part of scaling', () => {
  const head = edited(
    'web-app',
    ['cpu: 250m', 'cpu: 1'],
    ['failureThreshold: 12', 'failureThreshold: 60'],
    ['minAvailable: 1', 'maxUnavailable: 1'],
  );
  expect(words(WEB, head)).toEqual([
    'Deployment shop-storefront: CPU request 250m → 1; time allowed to start 60 → 300 s',
    'PDB shop-storefront: maxUnavailable 1 (was not set); minAvailable 1 removed',
  ]);
});

test('changes of Knative, KEDA and KServe use their own words', () => {
  const knative = edited(
    'knative',
    ["max-scale: '20'", "max-scale: '40'"],
    ['containerConcurrency: 10', 'containerConcurrency: 0'],
    ['stable-window: 60s', 'stable-window: 90s'],
  );
  expect(words(exampleText('knative'), knative)).toEqual([
    'Knative Service thumbnails: max-scale 20 → 40; containerConcurrency 10 → no limit',
    'ConfigMap config-autoscaler: stable-window 60s → 90s',
  ]);
  const keda = edited('keda', ['maxReplicaCount: 12', 'maxReplicaCount: 24'], ["listLength: '20'", "listLength: '5'"]);
  expect(words(exampleText('keda'), keda)).toEqual(['ScaledObject mailer: max 12 → 24; redis trigger listLength 20 → 5']);
  const kserve = edited('kserve', ['scaleTarget: 60', 'scaleTarget: 80'], ['maxReplicas: 4', 'maxReplicas: 6']);
  expect(words(exampleText('kserve'), kserve)).toEqual([
    'InferenceService sentiment: predictor max 4 → 6; predictor target CPU 60 → 80 %',
  ]);
});

test('a renamed release is a rename, not a removal and an addition', () => {
  const head = WEB.replaceAll('shop-storefront', 'store-storefront').replace('maxReplicas: 5', 'maxReplicas: 6');
  const report = diff(WEB, head);
  expect(report.changes.map(({ object, change, renamedFrom }) => [object, change, renamedFrom])).toEqual([
    ['HPA store-storefront', 'renamed', 'HPA shop-storefront'],
    ['Deployment store-storefront', 'renamed', 'Deployment shop-storefront'],
    ['PDB store-storefront', 'renamed', 'PDB shop-storefront'],
  ]);
  expect(report.changes.map(changeWords)[0]).toBe('HPA store-storefront (was HPA shop-storefront): max 5 → 6');
  expect(report.newFindings).toEqual([]);
  expect(report.consequences.rows).toHaveLength(1);
});

test('the consequences at the maximum are pods, CPU, memory and price by the prices of the contract', () => {
  const { consequences } = diff(WEB, edited('web-app', ['maxReplicas: 5', 'maxReplicas: 20']));
  expect(consequences.rows).toHaveLength(1);
  expect(consequences.rows[0]!.base).toMatchObject({ maxPods: 5, cpuCores: 1.25, memoryGib: 1.25, priceUsdPerHour: 0.04475 });
  expect(consequences.rows[0]!.head).toMatchObject({ maxPods: 20, cpuCores: 5, memoryGib: 5, priceUsdPerHour: 0.179 });
});

test('the time from minimum to maximum follows the policies: 2 → 4 → 8 → 16 → 20 at every sync', () => {
  const report = diff(WEB, edited('web-app', ['maxReplicas: 5', 'maxReplicas: 20']));
  expect(report.consequences.rows[0]!.base!.minToMaxSeconds).toBe(15);
  expect(report.consequences.rows[0]!.head!.minToMaxSeconds).toBe(45);
  expect(expectations(report)).toEqual([
    'Deployment shop-storefront can grow to 20 pods ($0.18 per hour), before it was up to 5 pods ($0.04 per hour).',
    expect.stringMatching(/ from 888m on \(CPU in use by all pods together\): 5 → 6 at 888m, /),
    'When load jumps, Deployment shop-storefront takes at least 45 s to ask for all 20 pods (from 2, by the rules of its autoscaler; starting the pods comes on top).',
  ]);
});

test('for a changed CPU target or request the report says how many pods the same load needs', () => {
  const lower = diff(WEB, edited('web-app', ['averageUtilization: 70', 'averageUtilization: 50']));
  expect(expectations(lower)).toEqual([
    'For the same CPU load Deployment shop-storefront runs about 1.4 times the pods (more pods, each less busy), within its bounds: a pod is meant to use 125m CPU, before it was 175m.',
    expect.stringMatching(/ between 255m and \d+m \(CPU in use by all pods together\): 2 → 3 at 255m, /),
  ]);
  const larger = diff(WEB, edited('web-app', ['cpu: 250m', 'cpu: 500m']));
  expect(expectations(larger)[1]).toMatch(/runs about 0\.5 times the pods \(fewer pods, each busier\)/);
});

test('a maximum within the first step is asked for at once', () => {
  expect(expectations(diff('', edited('web-app', ['maxReplicas: 5', 'maxReplicas: 4'])))[1]).toBe(
    'When load jumps, Deployment shop-storefront asks for all 4 pods at once (from 2; starting them takes its time).',
  );
});

test('a price below a cent is not shown as free', () => {
  const head =
    'apiVersion: v1\nkind: ReplicationController\nmetadata: {name: r}\nspec: {template: {spec: {containers: [{name: c, resources: {requests: {cpu: 100m, memory: 64Mi}}}]}}}';
  expect(expectations(diff('', head))).toEqual(['ReplicationController r is new: it runs up to 1 pod ($0.0034 per hour).']);
});

test('policies that never reach the maximum are pointed out', () => {
  const head = edited('web-app', [
    '  maxReplicas: 5',
    '  maxReplicas: 5\n  behavior: {scaleUp: {selectPolicy: Disabled}, scaleDown: {stabilizationWindowSeconds: 300}}',
  ]);
  expect(expectations(diff(WEB, head))).toEqual([
    'Deployment shop-storefront does not get from 2 to 5 pods within a week: its policies do not allow it, before it took 15 s.',
  ]);
});

test('windows are described by what they delay', () => {
  const head = edited('web-app', [
    '  maxReplicas: 5',
    '  maxReplicas: 5\n  behavior: {scaleUp: {stabilizationWindowSeconds: 60}, scaleDown: {stabilizationWindowSeconds: 900}}',
  ]);
  expect(expectations(diff(WEB, head))).toEqual([
    'When load jumps, Deployment shop-storefront takes at least 45 s to ask for all 5 pods (from 2, by the rules of its autoscaler; starting the pods comes on top), before it took 15 s.',
    'When load falls, Deployment shop-storefront takes at least 15 min to go from 5 to 2 pods, before it took 5 min.',
    'Deployment shop-storefront adds pods once a rise in load has lasted about 60 s, before it was 0 s.',
    'Deployment shop-storefront removes pods once a fall in load has lasted about 900 s, before it was 300 s.',
  ]);
});

test('a removed maximum is reported as no bound', () => {
  const report = diff(
    exampleText('knative'),
    edited('knative', ["autoscaling.knative.dev/max-scale: '20'", "example.com/nothing: ''"]),
  );
  expect(report.consequences.total.head.maxPods).toBeNull();
  expect(headline(report)).toBe(
    '1 object changes in scaling; at most 20 → no bound pods, $0.36 → no bound per hour; 1 to watch out for',
  );
});

test('findings of both sides are not news; those that are gone are reported', () => {
  const bad = edited('web-app', ['minReplicas: 2', 'minReplicas: 5']);
  expect(diff(bad, bad.replace('averageUtilization: 70', 'averageUtilization: 60')).newFindings).toEqual([]);
  expect(diff(bad, WEB).resolvedFindings.map(({ rule }) => rule)).toEqual(['min-equals-max']);
});

test('every report conforms to lab.diff/v1', () => {
  const sides = [...EXAMPLES.map(exampleText), edited('web-app', ['minReplicas: 2', 'minReplicas: 5'])];
  for (const base of sides) for (const head of sides) diffSchema.parse(JSON.parse(JSON.stringify(diff(base, head))));
});

test('a scaler with a new name and new settings is still the one that moves the same workload', () => {
  const head = edited(
    'web-app',
    ['minReplicas: 2', 'minReplicas: 7'],
    ['maxReplicas: 5', 'maxReplicas: 50'],
    ['averageUtilization: 70', 'averageUtilization: 20\n  behavior: {scaleUp: {stabilizationWindowSeconds: 90}}'],
  );
  const renamed = head.replace(
    /kind: HorizontalPodAutoscaler\nmetadata:\n {2}name: shop-storefront\n {2}labels:[^]*?spec:/,
    'kind: HorizontalPodAutoscaler\nmetadata:\n  name: keda-hpa-web\nspec:',
  );
  const hpas = diff(WEB, renamed).changes.filter(({ object }) => object.startsWith('HPA'));
  expect(hpas.map(({ change, renamedFrom }) => [change, renamedFrom])).toEqual([['renamed', 'HPA shop-storefront']]);
});

test('a Deployment that becomes a Knative Service of the same name is compared with it', () => {
  const knative = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: shop-storefront }
spec:
  template:
    metadata: { annotations: { autoscaling.knative.dev/max-scale: '8' } }
    spec: { containers: [{ image: storefront, resources: { requests: { cpu: 250m, memory: 256Mi } } }] }
`;
  const { consequences } = diff(WEB, knative);
  expect(consequences.rows.map(({ pods, base, head }) => [pods, base?.maxPods, head?.maxPods])).toEqual([
    ['Knative Service shop-storefront (was Deployment shop-storefront)', 5, 8],
  ]);
});

test('where nothing is judged there is no table of zeros', () => {
  const cache = (replicas: number): string =>
    `apiVersion: example.org/v1\nkind: Cache\nmetadata: {name: c}\nspec: {replicas: ${replicas}}\n`;
  const totalOf = (report: DiffReport) =>
    diffBlocks(report).find((block) => 'title' in block && block.title.startsWith('At most'));
  expect(totalOf(diff(cache(1), cache(9)))).toMatchObject({ rows: [] });
  expect(totalOf(diff(WEB, edited('web-app', ['maxReplicas: 5', 'maxReplicas: 6'])))).not.toMatchObject({ rows: [] });
});
