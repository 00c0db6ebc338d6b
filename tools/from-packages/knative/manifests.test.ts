import type { KubernetesObject } from '../../../contract';
import { INGRESS_CLASS, labManifests } from './manifests';

const IMAGES = { controller: 'lab/c:1', autoscaler: 'lab/a:1', activator: 'lab/x:1', webhook: 'lab/w:1', queue: 'lab/q:1' };
const object = (kind: string, name: string, fields: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'knative-serving' },
  ...fields,
});
const configMap = (name: string, data: object = {}): KubernetesObject =>
  object('ConfigMap', name, {
    metadata: { name, annotations: { 'knative.dev/example-checksum': '720ddb97' }, labels: { kept: 'yes' } },
    data: { _example: '# 40 lines of comments', ...data },
  });
const deployment = (
  name: string,
  containers: readonly object[] = [{ name, image: 'ko://there', env: [{ name: 'A', value: '1' }] }],
) => object('Deployment', name, { spec: { template: { spec: { affinity: { podAntiAffinity: {} }, containers } } } });
const CONFIG = ['deployment', 'autoscaler', 'network', 'domain', 'observability'].map((name) => configMap(`config-${name}`));
const named = (objects: readonly KubernetesObject[], name: string): KubernetesObject =>
  objects.find(({ metadata }) => metadata.name === name)!;

test('objects come in the order of need: definitions, accounts with the certificate for the webhook, settings, pods', () => {
  const released = [
    deployment('webhook'),
    object('Secret', 'webhook-certs'),
    object('ClusterRole', 'admin'),
    object('MutatingWebhookConfiguration', 'defaults'),
    object('CustomResourceDefinition', 'services'),
    object('Namespace', 'knative-serving'),
    ...CONFIG,
  ];
  const stages = labManifests(released, IMAGES);
  const kinds = Object.values(stages).map((stage) => [...new Set(stage.map(({ kind }) => kind))]);
  expect(kinds).toEqual([
    ['CustomResourceDefinition', 'Namespace'],
    ['Secret', 'ClusterRole'],
    ['ConfigMap'],
    ['Deployment', 'MutatingWebhookConfiguration'],
  ]);
});

test('settings of the lab are merged into the released ones, without the example and its checksum', () => {
  const { config } = labManifests([...CONFIG.slice(1), configMap('config-deployment', { 'progress-deadline': '600s' })], IMAGES);
  const { metadata, data } = named(config, 'config-deployment') as unknown as { metadata: object; data: Record<string, string> };
  expect(metadata).toEqual({ name: 'config-deployment', labels: { kept: 'yes' } });
  expect(data).toMatchObject({ 'progress-deadline': '600s', 'queue-sidecar-image': 'lab/q:1' });
  expect(data['_example']).toBeUndefined();
  // An image whose name has no registry is this one's, and nothing answers there.
  expect(data['registries-skipping-tag-resolving']!.split(',')).toContain('index.docker.io');
  expect(named(config, 'config-network')['data']).toEqual({ 'ingress-class': INGRESS_CLASS });
});

test('a Deployment has our image, one replica, small requests and no preference for several nodes', () => {
  const { workloads } = labManifests([...CONFIG, deployment('activator')], IMAGES);
  expect(named(workloads, 'activator')['spec']).toEqual({
    replicas: 1,
    template: {
      spec: {
        terminationGracePeriodSeconds: 10,
        containers: [
          {
            name: 'activator',
            image: 'lab/x:1',
            imagePullPolicy: 'IfNotPresent',
            resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '400Mi' } },
            env: [
              { name: 'A', value: '1' },
              { name: 'GOMEMLIMIT', value: '320MiB' },
            ],
          },
        ],
      },
    },
  });
});

test('autoscalers and disruption budgets of one replica are left out', () => {
  const stages = labManifests(
    [...CONFIG, object('HorizontalPodAutoscaler', 'activator'), object('PodDisruptionBudget', 'activator')],
    IMAGES,
  );
  expect(Object.values(stages).flat()).toHaveLength(CONFIG.length);
});

test.each([
  ['a kind that has no place', [...CONFIG, object('DaemonSet', 'new')], 'does not know where DaemonSet new goes'],
  ['a Deployment that has no image', [...CONFIG, deployment('new')], "does not know Knative Serving's Deployment new"],
  ['a second container', [...CONFIG, deployment('webhook', [{}, {}])], "does not know Knative Serving's Deployment webhook"],
  ['no place for a setting', CONFIG.slice(1), 'has no config-deployment'],
])('a version of Knative with %s is refused', (_, released, message) => {
  expect(() => labManifests(released, IMAGES)).toThrow(message);
});
