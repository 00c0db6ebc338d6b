import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../contract';
import { KSERVE_VERSION } from '../programs';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

const IMAGES = { manager: 'lab/m:1' };
const object = (kind: string, name: string, fields: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'kserve' },
  ...fields,
});
const CONFIG = object('ConfigMap', 'inferenceservice-config', {
  data: {
    _example: '# 900 lines of comments',
    agent: '{ "image": "kserve/agent" }',
    deploy: '{ "defaultDeploymentMode": "Serverless" }',
    ingress: '{ "ingressDomain": "example.com", "disableIngressCreation": false }',
  },
});
const MANAGER = {
  name: 'manager',
  image: 'kserve/kserve-controller:v1',
  command: ['/manager'],
  args: ['--metrics-addr=127.0.0.1:8080', '--leader-elect'],
  readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, initialDelaySeconds: 30 },
};
const controller = (manager: object = {}, name = 'kserve-controller-manager'): KubernetesObject =>
  object('Deployment', name, {
    spec: {
      template: {
        spec: {
          containers: [
            { ...MANAGER, ...manager },
            { name: 'kube-rbac-proxy', image: 'other' },
          ],
        },
      },
    },
  });
const RELEASED = [CONFIG, controller()];
const named = (objects: readonly KubernetesObject[], name: string): KubernetesObject =>
  objects.find(({ metadata }) => metadata.name === name)!;

test('objects come in the order of need; webhooks are registered when their pod can answer', () => {
  const kinds = ['ValidatingWebhookConfiguration', 'Service', 'Certificate', 'ClusterRole', 'CustomResourceDefinition'];
  const stages = labManifests([...RELEASED, ...kinds.map((kind) => object(kind, 'isvc'))], IMAGES);
  expect(Object.entries(stages).map(([stage, objects]) => [stage, objects.map(({ kind }) => kind)])).toEqual([
    ['definitions', ['Namespace', 'CustomResourceDefinition']],
    ['accounts', ['Certificate', 'ClusterRole']],
    ['config', ['ConfigMap']],
    ['workloads', ['Deployment', 'Service']],
    ['webhooks', ['ValidatingWebhookConfiguration']],
  ]);
});

test('parts beside the controller of InferenceServices are left out, and what only they or nobody reads', () => {
  const others = [
    object('CustomResourceDefinition', 'llminferenceservices.serving.kserve.io'),
    object('CustomResourceDefinition', 'inferenceobjectives.llm-d.ai'),
    object('CustomResourceDefinition', 'inferencepools.inference.networking.k8s.io'),
    object('CustomResourceDefinition', 'localmodelnodes.serving.kserve.io'),
    object('Deployment', 'llmisvc-controller-manager'),
    object('DaemonSet', 'kserve-localmodelnode-agent'),
    object('ClusterRole', 'kserve-proxy-role'),
    object('Service', 'kserve-controller-manager-metrics-service'),
    object('Service', 'kserve-controller-manager-service'),
    object('Secret', 'kserve-webhook-server-secret'),
    object('ClusterStorageContainer', 'default'),
    object('Issuer', 'selfsigned-issuer'),
  ];
  const kept = [
    object('CustomResourceDefinition', 'inferenceservices.serving.kserve.io'),
    object('Service', 'kserve-webhook-server-service'),
  ];
  const names = Object.values(labManifests([...RELEASED, ...others, ...kept], IMAGES))
    .flat()
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(names).toEqual([
    'Namespace/kserve',
    'CustomResourceDefinition/inferenceservices.serving.kserve.io',
    'ConfigMap/inferenceservice-config',
    'Deployment/kserve-controller-manager',
    'Service/kserve-webhook-server-service',
  ]);
});

test('InferenceServices are Deployments without Ingress objects unless they say otherwise; other settings stay', () => {
  const data = named(labManifests(RELEASED, IMAGES).config, 'inferenceservice-config')['data'] as Record<string, string>;
  expect(Object.fromEntries(Object.entries(data).map(([key, text]) => [key, JSON.parse(text) as unknown]))).toEqual({
    agent: { image: 'kserve/agent' },
    deploy: { defaultDeploymentMode: 'Standard' },
    ingress: { ingressDomain: 'example.com', disableIngressCreation: true, disableIstioVirtualHost: true },
  });
});

test('the controller is one pod of our image with small requests and early probes, without election or proxy', () => {
  const spec = named(labManifests(RELEASED, IMAGES).workloads, 'kserve-controller-manager')['spec'];
  expect(spec).toEqual({
    replicas: 1,
    template: {
      spec: {
        containers: [
          {
            name: 'manager',
            image: 'lab/m:1',
            imagePullPolicy: 'IfNotPresent',
            command: ['kserve-manager'],
            args: ['--metrics-addr=127.0.0.1:8080'],
            readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, initialDelaySeconds: 1, periodSeconds: 2 },
            resources: { requests: { cpu: '20m', memory: '100Mi' }, limits: { memory: '400Mi' } },
            env: [{ name: 'GOMEMLIMIT', value: '320MiB' }],
          },
        ],
      },
    },
  });
});

test.each([
  ['a kind that has no place', [...RELEASED, object('StatefulSet', 'new')], 'does not know where StatefulSet new goes'],
  ['another Deployment', [...RELEASED, controller({}, 'kserve-new')], "does not know KServe's Deployment kserve-new"],
  ['no controller', [CONFIG], 'has no Deployment/kserve-controller-manager'],
  ['no settings', [controller()], 'has no ConfigMap/inferenceservice-config'],
  ['no place for a setting', [{ ...CONFIG, data: { deploy: '{}' } }, controller()], 'has no ingress'],
  ['no election to leave out', [CONFIG, controller({ args: [] })], 'has no --leader-elect'],
])('a version of KServe with %s is refused', (_, released, message) => {
  expect(() => labManifests(released, IMAGES)).toThrow(message);
});

test('the manifests are those of the release that the controller is built from', () => {
  const module = mkdtempSync(join(tmpdir(), 'kserve-module-'));
  const folder = join(module, 'install', KSERVE_VERSION);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kserve.yaml'), 'apiVersion: v1\nkind: Secret\nmetadata: { name: one }\n---\n# nothing\n');
  expect(releasedManifests(module).map(({ metadata }) => metadata.name)).toEqual(['one']);
  rmSync(module, { recursive: true });
});
