import { cpuPercent, cronJob, external, hpa, messagesIn, object, ownContainer, rulesIn, workload } from './testing/objects';

const CANARY = workload('canary', { labels: { app: 'web', track: 'canary' } });
const WEB = workload('web');

test('workloads with selectors of their own have no findings', () => {
  expect(rulesIn(WEB, hpa('web'), workload('api'), hpa('api'))).toEqual([]);
});

test.each([
  ['by expressions', { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'canary'] }] }],
  ['by any pod that has a label', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }],
  ['by one of two labels', { matchLabels: { app: 'web' } }],
])('an HPA whose target takes the pods of a canary %s counts them', (_, selector) => {
  const found = messagesIn(workload('web', { labels: { app: 'web' }, selector }), CANARY, hpa('web'));
  expect(found).toEqual([expect.stringMatching(/^selector-overlap: .* also takes the pods of Deployment canary/)]);
});

test.each([
  [
    'keeps them out by an expression',
    { matchExpressions: [{ key: 'track', operator: 'DoesNotExist' }], matchLabels: { app: 'web' } },
  ],
  ['asks for a label that they lack', { matchLabels: { app: 'web', track: 'stable' } }],
])('a selector that %s takes no canary', (_, selector) => {
  const labels = { app: 'web', ...('track' in selector.matchLabels ? { track: 'stable' } : {}) };
  expect(rulesIn(workload('web', { labels, selector }), CANARY, hpa('web'))).toEqual([]);
});

test('pods of another namespace, of the same object written twice, and of workloads without an HPA do not count', () => {
  const far = workload('canary', { namespace: 'other', labels: { app: 'web' } });
  expect(rulesIn(workload('web', { namespace: 'shop' }), far, hpa('web', { namespace: 'shop' }))).toEqual([]);
  expect(rulesIn(WEB, WEB, hpa('web'))).toEqual([]);
  expect(rulesIn(WEB, CANARY)).toEqual([]);
});

test('StatefulSets and DaemonSets are strangers too', () => {
  for (const kind of ['StatefulSet', 'DaemonSet'] as const) {
    const found = messagesIn(WEB, workload('agent', { kind, labels: { app: 'web' } }), hpa('web'));
    expect(found[0]).toContain(`also takes the pods of ${kind} agent`);
  }
});

test('an amount per pod of an external metric lists no pods, a value multiplies those that are ready', () => {
  const perPod = hpa('web', { metrics: [external('orders_ready', { type: 'AverageValue', averageValue: '5' })] });
  const total = hpa('web', { metrics: [external('orders_rate', { type: 'Value', value: '5' })] });
  expect(rulesIn(WEB, CANARY, perPod)).toEqual([]);
  expect(rulesIn(WEB, CANARY, total)).toEqual(['selector-overlap']);
});

test('a job’s pod without a request stops the HPA; with one it only bends the average', () => {
  const bare = messagesIn(WEB, cronJob('report', { app: 'web' }, { name: 'report', image: 'report:1' }), hpa('web'));
  expect(bare[0]).toMatch(/nothing is scaled, as long as one of them exists, because container report has no cpu request$/);
  const whole = messagesIn(WEB, cronJob('report', { app: 'web' }), hpa('web'));
  expect(whole[0]).toMatch(/^selector-overlap: .*counts as those of Deployment web$/);
});

describe('two HPAs', () => {
  test('over the same pods scale nothing, whatever their metrics are', () => {
    const perPod = [external('orders', { type: 'AverageValue', averageValue: '5' })];
    const found = rulesIn(WEB, CANARY, hpa('web', { metrics: perPod }), hpa('canary', { metrics: perPod }));
    expect(found).toEqual(['ambiguous-selector']);
  });

  test('are ambiguous also where the shared pods belong to a third workload', () => {
    const one = workload('one', { labels: { app: 'one', tier: 'x' }, selector: { matchLabels: { tier: 'x' } } });
    const two = workload('two', { labels: { app: 'two', zone: 'y' }, selector: { matchLabels: { zone: 'y' } } });
    const both = workload('both', { labels: { app: 'both', tier: 'x', zone: 'y' } });
    const found = messagesIn(one, two, both, hpa('one', { metrics: [cpuPercent(60)] }), hpa('two'));
    expect(found.filter((message) => message.startsWith('ambiguous-selector'))).toEqual([
      'ambiguous-selector: counts pods of Deployment both, and so does HPA two (tier=x; zone=y): AmbiguousSelector, neither scales',
      'ambiguous-selector: counts pods of Deployment both, and so does HPA one (zone=y; tier=x): AmbiguousSelector, neither scales',
    ]);
  });

  test('one of KEDA and one written by hand are two HPAs', () => {
    const scaled = object(
      'ScaledObject',
      'canary',
      {
        spec: {
          scaleTargetRef: { name: 'canary' },
          maxReplicaCount: 5,
          minReplicaCount: 1,
          triggers: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } }],
        },
      },
      'keda.sh/v1alpha1',
    );
    expect(rulesIn(WEB, CANARY, hpa('web'), scaled)).toContain('ambiguous-selector');
  });
});

test('a Service that takes the pods of a job beside those that serve', () => {
  const service = object('Service', 'web', { spec: { selector: { app: 'web' } } });
  expect(rulesIn(WEB, service, cronJob('report', { app: 'web' }))).toEqual(['service-takes-job-pods']);
  expect(rulesIn(WEB, service, cronJob('report', { app: 'report' }))).toEqual([]);
});

test('two disruption budgets over the same pods let none be evicted', () => {
  const budget = (name: string, selector: object): ReturnType<typeof object> =>
    object('PodDisruptionBudget', name, { spec: { maxUnavailable: 1, selector } }, 'policy/v1');
  const expression = { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] };
  expect(rulesIn(WEB, hpa('web'), budget('one', { matchLabels: { app: 'web' } }), budget('two', expression))).toEqual([
    'two-disruption-budgets',
  ]);
  expect(rulesIn(WEB, hpa('web'), budget('one', { matchLabels: { app: 'web' } }))).toEqual([]);
});

test('a selector with a value that is no text is refused', () => {
  const found = messagesIn(workload('web', { selector: { matchLabels: { app: 'web', spot: false } } }), hpa('web'));
  expect(found).toEqual(['api-rejects: is false; must be text (put it in quotes)']);
  const service = object('Service', 'web', { spec: { selector: { version: 1.5 } } });
  expect(messagesIn(service)).toEqual(['api-rejects: is 1.5; must be text (put it in quotes)']);
  expect(ownContainer('web')).toHaveProperty('resources');
});
