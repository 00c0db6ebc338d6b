import { edited, exampleText, EXAMPLES, manifestsOf, type Example } from '../manifests/testing/texts';
import { readObjects } from '../manifests';
import { lint, type LintOptions } from './lint';

function rulesIn(text: string, options?: LintOptions): string[] {
  return [...new Set(lint(manifestsOf(text), options).findings.map(({ rule }) => rule))].sort();
}

test.each(EXAMPLES)('the example %s is clean', (name) => {
  expect(lint(manifestsOf(exampleText(name))).findings).toEqual([]);
});

const CLASS_KEDA = ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: keda'] as const;
/** The example scaled by KEDA on a query of Prometheus. */
function onQuery(metric: string): readonly [string, string] {
  const written = `autoScaling: {metrics: [{type: External, external: {metric: {backend: prometheus, ${metric}}, target: {type: Value, value: '2'}}}]}`;
  return ['    scaleMetric: cpu\n    scaleTarget: 60\n', `    ${written}\n`];
}

/** An edit of an example, and the rules that have to notice it: no fewer and no more. */
const CASES: readonly (readonly [rules: string, example: Example, ...edits: (readonly [string, string])[]])[] = [
  [
    'replicas-and-autoscaler',
    'web-app',
    [
      'spec:\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: storefront\n      app.kubernetes.io/instance: shop\n  template',
      'spec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: storefront\n      app.kubernetes.io/instance: shop\n  template',
    ],
  ],
  [
    'pdb-blocks-drain,target-missing',
    'web-app',
    ['    kind: Deployment\n    name: shop-storefront', '    kind: Deployment\n    name: storefront'],
  ],
  [
    'two-autoscalers',
    'keda',
    [
      'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject',
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: mailer, namespace: jobs}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: mailer}\n  maxReplicas: 3\n---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject',
    ],
  ],
  ['min-above-max', 'web-app', ['minReplicas: 2', 'minReplicas: 6']],
  [
    'min-above-max,setting-ignored',
    'keda',
    ['minReplicaCount: 0', 'minReplicaCount: 13'],
    ['  pollingInterval: 10\n  cooldownPeriod: 120\n', ''],
  ],
  ['min-equals-max', 'web-app', ['minReplicas: 2', 'minReplicas: 5']],
  ['utilization-without-requests', 'web-app', ['              cpu: 250m\n', '']],
  [
    'utilization-without-requests',
    'web-app',
    ['      containers:\n', '      containers:\n        - name: log-shipper\n          image: shipper:1\n'],
  ],
  [
    'zero-with-cpu-only',
    'keda',
    [
      "    - type: redis\n      metadata:\n        addressFromEnv: REDIS_ADDRESS\n        listName: mails\n        listLength: '20'\n        activationListLength: '2'",
      "    - type: cpu\n      metricType: Utilization\n      metadata: {value: '60'}",
    ],
  ],
  [
    'cpu-metric-on-gpu-or-io-bound',
    'web-app',
    ['              memory: 512Mi', '              memory: 512Mi\n              nvidia.com/gpu: 1'],
  ],
  ['cpu-metric-on-gpu-or-io-bound', 'web-app', ["'registry.example.com/storefront:2.8.0'", 'vllm/vllm-openai:v0.9']],
  ['cpu-metric-on-gpu-or-io-bound', 'web-app', ['imagePullPolicy: IfNotPresent', 'args: [gunicorn, -k, gevent, app]']],
  ['empty-behavior', 'web-app', ['  maxReplicas: 5', '  maxReplicas: 5\n  behavior: {}']],
  ['empty-behavior', 'web-app', ['  maxReplicas: 5', '  maxReplicas: 5\n  behavior: {scaleUp: {}}']],
  [
    'behavior-one-way',
    'web-app',
    ['  maxReplicas: 5', '  maxReplicas: 5\n  behavior: {scaleDown: {stabilizationWindowSeconds: 600}}'],
  ],
  [
    'hasty-scale-down',
    'web-app',
    [
      '  maxReplicas: 5',
      '  maxReplicas: 5\n  behavior: {scaleUp: {stabilizationWindowSeconds: 0}, scaleDown: {stabilizationWindowSeconds: 0}}',
    ],
  ],
  [
    'min-policy-too-slow',
    'web-app',
    [
      '  maxReplicas: 5',
      '  maxReplicas: 50\n  behavior: {scaleDown: {selectPolicy: Disabled}, scaleUp: {selectPolicy: Min, policies: [{type: Pods, value: 1, periodSeconds: 60}, {type: Percent, value: 100, periodSeconds: 15}]}}',
    ],
  ],
  ['max-exceeds-quota', 'keda', ['maxReplicaCount: 12', 'maxReplicaCount: 50']],
  ['max-exceeds-quota', 'keda', ['maxReplicaCount: 12', 'maxReplicaCount: 30']],
  ['pdb-blocks-drain', 'web-app', ['minAvailable: 1', 'minAvailable: 2']],
  ['pdb-blocks-drain', 'web-app', ['minAvailable: 1', 'minAvailable: 75%']],
  ['pdb-blocks-drain', 'web-app', ['minAvailable: 1', 'maxUnavailable: 0']],
  ['removed-api-version', 'web-app', ['autoscaling/v2', 'autoscaling/v2beta2']],
  ['knative-target-above-concurrency', 'knative', ["target: '8'", "target: '80'"]],
  [
    'knative-max-below-initial-scale',
    'knative',
    [
      "autoscaling.knative.dev/max-scale: '20'",
      "autoscaling.knative.dev/max-scale: '2'\n            autoscaling.knative.dev/initial-scale: '5'",
    ],
  ],
  ['knative-activator-stays-in-path', 'knative', ["target-burst-capacity: '0'", "target-burst-capacity: '-1'"]],
  [
    'knative-activator-stays-in-path',
    'knative',
    ["autoscaling.knative.dev/target-burst-capacity: '0'", "example.com/nothing: ''"],
    ["max-scale: '20'", "max-scale: '9'"],
  ],
  ['knative-max-scale-unset', 'knative', ["autoscaling.knative.dev/max-scale: '20'", "example.com/nothing: ''"]],
  [
    'keda-cooldown-without-effect,setting-ignored',
    'keda',
    ['minReplicaCount: 0', 'minReplicaCount: 1'],
    ['  pollingInterval: 10\n', ''],
  ],
  ['keda-activation-above-target', 'keda', ["activationListLength: '2'", "activationListLength: '21'"]],
  ['keda-activation-above-target', 'keda', ["value: '1'", "value: '1'\n        activationValue: '3'"]],
  ['keda-bullmq-wait-only', 'keda', ['listName: mails', "listName: 'bull:mails:wait'"]],
  ['keda-max-replicas-unset,max-exceeds-quota', 'keda', ['  maxReplicaCount: 12\n', '']],
  ['kserve-metric-falls-back', 'kserve', ['scaleMetric: cpu', 'scaleMetric: concurrency']],
  [
    'kserve-autoscaling-overrides,kserve-behavior-ignored',
    'kserve',
    ['    scaleMetric: cpu', '    autoScaling: {behavior: {scaleUp: {stabilizationWindowSeconds: 5}}}\n    scaleMetric: cpu'],
  ],
  [
    'kserve-behavior-ignored',
    'kserve',
    ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: keda'],
    [
      '    scaleMetric: cpu\n    scaleTarget: 60',
      '    autoScaling:\n      metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]\n      behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 30}]}}',
    ],
  ],
  ['kserve-no-effect-in-standard', 'kserve', ['    minReplicas: 1', '    canaryTrafficPercent: 20\n    minReplicas: 1']],
  [
    'kserve-external-replicas',
    'kserve',
    ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: external'],
    ['minReplicas: 1', 'minReplicas: 2'],
  ],
  [
    'kserve-keda-without-triggers',
    'kserve',
    ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: keda'],
    ['    scaleMetric: cpu\n', ''],
  ],
  [
    'kserve-scale-annotations-dropped',
    'kserve',
    ['deploymentMode: Standard', "deploymentMode: Standard\n    autoscaling.knative.dev/min-scale: '2'"],
  ],
  [
    'zero-on-own-metric',
    'kserve',
    CLASS_KEDA,
    onQuery("serverAddress: 'http://p', query: 'sum(vllm:num_requests_waiting)'"),
    ['minReplicas: 1', 'minReplicas: 0'],
  ],
  ['', 'kserve', CLASS_KEDA, onQuery("serverAddress: 'http://p', query: 'sum(vllm:num_requests_waiting)'")],
  [
    '',
    'kserve',
    CLASS_KEDA,
    onQuery("serverAddress: 'http://p', query: 'sum(gateway_queue)'"),
    ['minReplicas: 1', 'minReplicas: 0'],
  ],
  ['api-rejects', 'kserve', CLASS_KEDA, onQuery("query: 'sum(vllm:num_requests_waiting)'")],
  [
    'cpu-metric-on-gpu-or-io-bound',
    'kserve',
    CLASS_KEDA,
    [
      '    scaleMetric: cpu\n    scaleTarget: 60\n',
      '    autoScaling: {metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]}\n',
    ],
    ['memory: 2Gi }\n          limits', 'memory: 2Gi, nvidia.com/gpu: 1 }\n          limits'],
    ['limits: { cpu: ', 'limits: { nvidia.com/gpu: 1, cpu: '],
  ],
  [
    'zero-on-own-metric',
    'keda',
    [
      "    - type: redis\n      metadata:\n        addressFromEnv: REDIS_ADDRESS\n        listName: mails\n        listLength: '20'\n        activationListLength: '2'",
      "    - type: prometheus\n      metadata: {serverAddress: 'http://p', query: 'sum(tgi_queue_size)', threshold: '2'}",
    ],
  ],
  ['kserve-unchecked,target-above-limit', 'kserve', ['scaleTarget: 60', 'scaleTarget: 150']],
  ['kserve-cannot-run', 'kserve', ['scaleTarget: 60', 'scaleTarget: 0']],
  [
    'kserve-cannot-run',
    'kserve',
    ['          - containerPort: 8080', '          - containerPort: 8080\n          - containerPort: 9000'],
  ],
  ['api-rejects', 'kserve', ['    maxReplicas: 4', '    maxReplica: 4']],
  [
    'api-rejects,target-above-limit',
    'kserve',
    ['scaleTarget: 60', 'scaleTarget: 150'],
    ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: hpa'],
  ],
  ['kserve-injected-resources', 'kserve', ["          limits: { cpu: '1', memory: 2Gi }\n", '']],
  ['kserve-zero-becomes-one', 'kserve', ['minReplicas: 1', 'minReplicas: 0']],
  ['kserve-no-effect-in-standard', 'kserve', ['    minReplicas: 1', '    containerConcurrency: 4\n    minReplicas: 1']],
  ['api-rejects', 'web-app', ['averageUtilization: 70', "averageUtilization: '70'"]],
  ['api-rejects', 'web-app', ['type: Resource', 'type: Resources']],
  ['api-rejects', 'knative', ["min-scale: '1'", 'min-scale: 1']],
  [
    'api-rejects',
    'knative',
    ['      namespace: media', "      namespace: media\n      annotations: {autoscaling.knative.dev/min-scale: '3'}"],
  ],
  ['api-rejects', 'kserve', ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: kpa']],
  [
    'api-rejects',
    'web-app',
    ['cpu: 250m', 'cpu: 250m\n              ephemeral-storage: 2Gi'],
    ['limits:', 'limits:\n              ephemeral-storage: 1Gi'],
  ],
  [
    'kserve-cannot-run,kserve-injected-resources',
    'kserve',
    [
      "          requests: { cpu: '1', memory: 2Gi }\n          limits: { cpu: '1', memory: 2Gi }",
      '          limits: { cpu: 200m, memory: 64Mi }',
    ],
  ],
  [
    'api-rejects',
    'kserve',
    ['deploymentMode: Standard', 'deploymentMode: Standard\n    serving.kserve.io/autoscalerClass: keda'],
  ],
  ['setting-ignored', 'knative', ['stable-window: 60s', 'stable-windows: 60s']],
  ['setting-ignored', 'keda', ["listLength: '20'", "listLength: '20'\n        listLenght: '3'"]],
  [
    'lint-ignore-incomplete',
    'web-app',
    [
      'kind: HorizontalPodAutoscaler\nmetadata:',
      "kind: HorizontalPodAutoscaler\nmetadata:\n  annotations: {ml-scaling-lab/lint-ignore: 'min-equals-maxx: because'}",
    ],
  ],
];

test.each(CASES.map(([rules, example, ...edits]) => ({ rules, example, edits })))(
  '$rules notices $example with $edits',
  ({ rules, example, edits }) => expect(rulesIn(edited(example, ...edits)).join(',')).toBe(rules),
);

test('versions decide: v2beta2 was fine on 1.25, a tolerance is on 1.35, minReplicas 0 on 1.37', () => {
  expect(rulesIn(edited('web-app', ['autoscaling/v2', 'autoscaling/v2beta2']), { kubernetesVersion: '1.25' })).toEqual([
    'deprecated-api-version',
  ]);
  const tolerant = edited('web-app', [
    '  maxReplicas: 5',
    '  maxReplicas: 5\n  behavior: {scaleUp: {tolerance: 0.05}, scaleDown: {tolerance: 0.1}}',
  ]);
  expect(rulesIn(tolerant, { kubernetesVersion: '1.34' })).toEqual(['tolerance-needs-gate']);
  expect(rulesIn(tolerant, { kubernetesVersion: 'v1.35.2' })).toEqual([]);
  const zero = edited('web-app', ['minReplicas: 2', 'minReplicas: 0'], ['minAvailable: 1', 'maxUnavailable: 1']);
  expect(rulesIn(zero, { kubernetesVersion: '1.36' })).toEqual(['zero-needs-gate', 'zero-with-cpu-only']);
  expect(rulesIn(zero)).toEqual(['zero-with-cpu-only']);
  expect(() => rulesIn(zero, { kubernetesVersion: 'latest' })).toThrow(/is not a version of Kubernetes/);
});

test('a finding says where it is, what is wrong and what to do', () => {
  const [finding] = lint(manifestsOf(edited('web-app', ['minReplicas: 2', 'minReplicas: 5']))).findings;
  expect(finding).toMatchObject({
    rule: 'min-equals-max',
    severity: 'warning',
    object: 'HPA shop-storefront',
    file: 'file-1.yaml',
    line: 103,
    path: 'spec.maxReplicas',
    message: 'is 5, as is the minimum: nothing will be scaled',
    docs: 'docs/lint.md#min-equals-max',
  });
});

test('an HPA without a metric scales on CPU 80 %, which needs a request or a limit on every container', () => {
  const resourcesOf = (resources: object): string[] => {
    const metadata = { name: 'api' };
    const spec = { template: { spec: { containers: [{ name: 'api', image: 'api:1', resources }] } } };
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' };
    const objects = [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
      { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: { maxReplicas: 3, scaleTargetRef } },
    ];
    return lint(readObjects(objects)).findings.map(({ path, message }) => `${path} ${message}`);
  };
  expect(resourcesOf({})).toEqual(['spec.metrics[0] cpu utilization cannot be computed: no cpu request on api']);
  expect(resourcesOf({ limits: { cpu: '1' } })).toEqual([]);
});

test('a quota names how many pods fit', () => {
  const { findings } = lint(manifestsOf(edited('keda', ['maxReplicaCount: 12', 'maxReplicaCount: 50'])));
  expect(findings.map(({ message }) => message)).toContain(
    '50 pods of Deployment mailer need 10 CPU of requests.cpu; ResourceQuota compute allows 8 CPU, which is 40 pods',
  );
});

describe('a suppression', () => {
  const fixed = (annotation: string): string =>
    edited(
      'web-app',
      ['minReplicas: 2', 'minReplicas: 5'],
      [
        'kind: HorizontalPodAutoscaler\nmetadata:',
        `kind: HorizontalPodAutoscaler\nmetadata:\n  annotations:\n    ml-scaling-lab/lint-ignore: ${annotation}`,
      ],
    );

  test('with a reason hides the finding and keeps the reason', () => {
    const { findings, suppressed } = lint(manifestsOf(fixed('"min-equals-max: fixed during the freeze"')));
    expect(findings).toEqual([]);
    expect(suppressed.map(({ finding, reason }) => [finding.rule, reason])).toEqual([
      ['min-equals-max', 'fixed during the freeze'],
    ]);
  });

  test('without a reason suppresses nothing, and says so', () => {
    expect(rulesIn(fixed('min-equals-max'))).toEqual(['lint-ignore-incomplete', 'min-equals-max']);
  });
});
