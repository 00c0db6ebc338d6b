import {
  cpuPercent,
  hpa,
  messagesIn,
  object,
  ownContainer,
  resourcePercent,
  rulesIn,
  workload,
  type Labels,
} from './testing/objects';

const WITHOUT = 'injected-sidecar-without-request';
const COUNTS = 'injected-sidecar-counts-too';

function annotated(annotations: Labels, metrics = [cpuPercent(60)]): string[] {
  return messagesIn(workload('web', { annotations }), hpa('web', { metrics }));
}

test.each<[string, Labels]>([
  ['daprd', { 'dapr.io/enabled': 'true' }],
  ['linkerd-proxy', { 'linkerd.io/inject': 'enabled' }],
  ['consul-dataplane', { 'consul.hashicorp.com/connect-inject': 'true' }],
  ['envoy', { 'openservicemesh.io/sidecar-injection': 'enabled' }],
  ['istio-proxy', { 'sidecar.istio.io/inject': 'true', 'sidecar.istio.io/proxyMemory': '256Mi' }],
])('%s is injected without a CPU request', (container, annotations) => {
  const found = annotated(annotations);
  expect(found).toEqual([
    expect.stringMatching(`^${WITHOUT}: cpu utilization cannot be computed: .* injects container ${container} `),
  ]);
});

test.each<[string, Labels]>([
  ['150m', { 'dapr.io/enabled': 'true', 'dapr.io/sidecar-cpu-request': '150m' }],
  ['150m', { 'dapr.io/enabled': 'true', 'dapr.io/sidecar-cpu-limit': '150m' }],
  ['100m', { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/proxy-cpu-request': '100m' }],
  ['100m', { 'sidecar.istio.io/inject': 'true' }],
  ['300m', { 'sidecar.istio.io/inject': 'true', 'sidecar.istio.io/proxyCPU': '300m' }],
  ['250m', { 'vault.hashicorp.com/agent-inject': 'true' }],
  ['10m', { 'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled' }],
  ['50m', { 'kuma.io/sidecar-injection': 'enabled' }],
])('a request of %s counts in the percentage: %j', (cpu, annotations) => {
  const cores = Number(cpu.slice(0, -1)) / 1000;
  expect(annotated(annotations)).toEqual([
    expect.stringMatching(
      `^${COUNTS}: is 60 % of ${String(0.5 + cores).replace('.', '\\.')} CPU, not of 0\\.5 CPU: .* with a request of ${cores} CPU$`,
    ),
  ]);
});

test.each<[string, Labels]>([
  ['turned off', { 'dapr.io/enabled': 'false' }],
  ['turned off', { 'sidecar.istio.io/inject': 'false' }],
  [
    'for init containers only',
    { 'vault.hashicorp.com/agent-inject': 'true', 'vault.hashicorp.com/agent-pre-populate-only': 'true' },
  ],
  ['for libraries only', { 'instrumentation.opentelemetry.io/inject-java': 'true' }],
])('injection that is %s adds nothing', (_, annotations) => expect(annotated(annotations)).toEqual([]));

test('what is written into the pod is not injected again, and a ContainerResource metric is not bent', () => {
  const annotations = { 'dapr.io/enabled': 'true' };
  const own = workload('web', { annotations, containers: [ownContainer('web'), ownContainer('daprd')] });
  expect(rulesIn(own, hpa('web'))).toEqual([]);
  const target = { type: 'Utilization', averageUtilization: 60 };
  const metric = { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'web', target } };
  expect(annotated(annotations, [metric])).toEqual([]);
});

test('memory is asked for by itself', () => {
  const annotations = { 'dapr.io/enabled': 'true', 'dapr.io/sidecar-cpu-request': '100m' };
  expect(
    annotated(annotations, [cpuPercent(60), resourcePercent('memory', 80)]).filter((said) => said.startsWith(WITHOUT)),
  ).toEqual([expect.stringContaining('set dapr.io/sidecar-memory-request on the pods')]);
});

describe('a namespace', () => {
  const inNamespace = (metadata: object, annotations: Labels = {}): string[] =>
    rulesIn(
      object('Namespace', 'shop', { metadata }),
      workload('web', { namespace: 'shop', annotations }),
      hpa('web', { namespace: 'shop' }),
    );

  test.each([
    [{ labels: { 'istio-injection': 'enabled' } }, COUNTS],
    [{ labels: { 'istio.io/rev': 'canary' } }, COUNTS],
    [{ annotations: { 'linkerd.io/inject': 'enabled' } }, WITHOUT],
    [{ labels: { 'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled' } }, COUNTS],
  ])('with %j injects into its pods', (metadata, rule) => expect(inNamespace(metadata)).toEqual([rule]));

  test('is overruled by its pods', () => {
    expect(inNamespace({ annotations: { 'linkerd.io/inject': 'enabled' } }, { 'linkerd.io/inject': 'disabled' })).toEqual([]);
    expect(inNamespace({ labels: { 'istio-injection': 'enabled' } }, { 'sidecar.istio.io/inject': 'false' })).toEqual([]);
    expect(inNamespace({ labels: { 'istio-injection': 'disabled' } })).toEqual([]);
  });
});

test('an injector that is not known is named, not passed over', () => {
  expect(annotated({ 'sidecars.example.com/inject': 'true' })).toEqual([
    expect.stringContaining('sidecars.example.com/inject asks for a container'),
  ]);
  expect(annotated({ 'sidecar.opentelemetry.io/inject': 'my-collector' })).toEqual([expect.stringContaining('not judged')]);
});
