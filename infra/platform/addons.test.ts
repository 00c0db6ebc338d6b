import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from '@pulumi/kubernetes/provider';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../contract';
import { WAIT_FOR } from '../bridge/adjust';
import type { Cluster } from '../cluster/contract';
import { resourceOf, runMocked, type Answer, type Registered } from '../testing/stack';
import { parseSettings, type KindSettings, type RawSettings } from '../settings';
import { Addon } from './addon';
import { readStages, wrongManifests, type AddonParts } from './addon-manifests';
import { groupsOf, imagesOfAddons, objectsOfAddons, readAddons } from './addons';
import { knativeParts } from './knative-manifests';
import { Platform } from './platform';
import { stackNames } from '../stack-names';

const INGRESS = 'ml-scaling-lab/knative-ingress:111111111111';
const SIDECAR = 'ml-scaling-lab/knative-queue:222222222222';
const CONTROLLER = 'ml-scaling-lab/knative-controller:333333333333';

const object = (kind: string, name: string, fields: object = {}): KubernetesObject => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, namespace: 'knative-serving' },
  ...fields,
});
const FILES: Readonly<Record<string, readonly KubernetesObject[]>> = {
  '1-definitions.yaml': [
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'services.serving.knative.dev' },
    },
  ],
  '2-config.yaml': [
    object('ConfigMap', 'config-network', { data: { 'ingress-class': 'lab.example' } }),
    object('ConfigMap', 'config-deployment', { data: { 'queue-sidecar-image': SIDECAR } }),
  ],
  '3-workloads.yaml': [
    object('Deployment', 'controller', { spec: { template: { spec: { containers: [{ image: CONTROLLER }] } } } }),
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'webhook.serving.knative.dev' },
    },
  ],
};

const NO_RELEASES = { cache: '/nowhere', lockFile: '/nowhere/lock.json', files: { knative: [], keda: [], kserve: [] } };

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folderOf(files: Readonly<Record<string, readonly object[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'knative-'));
  folders.push(folder);
  for (const [name, objects] of Object.entries(files))
    writeFileSync(join(folder, name), objects.map((one) => `---\n${stringify(one)}`).join(''));
  return folder;
}

const knativeOf = (folder: string): AddonParts =>
  knativeParts(readStages('knative', folder), INGRESS, (problem) => wrongManifests('knative', folder, problem));
const addonsOf = (raw: RawSettings) =>
  readAddons({
    settings: parseSettings(raw, { ...stackNames('lab-kind'), kubeconfig: '/home/someone/.kube/config' }),
    images: {},
    needed: [],
    releases: NO_RELEASES,
  });

async function registered(
  parts: AddonParts = knativeOf(folderOf(FILES)),
  answer: Answer = () => ({}),
): Promise<readonly Registered[]> {
  const { resources } = await runMocked(
    (options) => {
      const provider = new Provider('cluster', {}, options);
      return new Addon('knative', { parts, provider, after: [provider] }, options);
    },
    { answer },
  );
  return resources;
}

test('each stage comes after the one before it, the first after the cluster, the ingress last', async () => {
  const resources = await registered();
  const after = (name: string): readonly string[] => resourceOf(resources, name).after;
  expect(after('CustomResourceDefinition/services.serving.knative.dev')).toEqual(['cluster']);
  expect(after('ConfigMap/config-network')).toEqual(['CustomResourceDefinition/services.serving.knative.dev']);
  expect(after('Deployment/controller')).toEqual(['ConfigMap/config-network', 'ConfigMap/config-deployment']);
  expect(after('Deployment/knative-ingress')).toEqual([
    'Deployment/controller',
    'MutatingWebhookConfiguration/webhook.serving.knative.dev',
  ]);
});

test('a definition is up when it is served, a webhook when it can be talked to', async () => {
  const resources = await registered();
  const waitFor = (name: string): string | undefined =>
    (resourceOf(resources, name).inputs['metadata'] as KubernetesObject['metadata']).annotations?.[WAIT_FOR];
  expect(waitFor('CustomResourceDefinition/services.serving.knative.dev')).toBe('condition=Established');
  expect(waitFor('MutatingWebhookConfiguration/webhook.serving.knative.dev')).toBe(
    'jsonpath={.webhooks[0].clientConfig.caBundle}',
  );
  expect(waitFor('Deployment/controller')).toBeUndefined();
});

describe('KEDA', () => {
  const ADAPTER = 'ml-scaling-lab/keda-adapter:444444444444';
  const adapter = object('Deployment', 'keda-metrics-apiserver', {
    spec: { template: { spec: { containers: [{ image: ADAPTER }] } } },
  });
  const service: KubernetesObject = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.external.metrics.k8s.io' },
  };
  const read = () => addonsOf({ kedaManifests: folderOf({ '1-accounts.yaml': [], '2-workloads.yaml': [adapter, service] }) });

  test('is up when the API of its metrics answers', async () => {
    const { metadata } = resourceOf(await registered((await read()).keda), 'APIService/v1beta1.external.metrics.k8s.io').inputs;
    expect((metadata as KubernetesObject['metadata']).annotations).toEqual({ [WAIT_FOR]: 'condition=Available' });
  });

  test('is read where the settings name its manifests: what it serves, its objects and the images of its pods', async () => {
    const addons = await read();
    expect([groupsOf(addons), imagesOfAddons(addons), objectsOfAddons(addons)]).toEqual([
      ['keda.sh'],
      [ADAPTER],
      [adapter, service],
    ]);
    expect(await addonsOf({})).toEqual({});
    expect(await addonsOf({ cluster: 'existing' })).toEqual({});
  });

  test('a folder without manifests is refused with the setting that names it', async () => {
    const wrong = () => addonsOf({ kedaManifests: '/nowhere' });
    await expect(wrong()).rejects.toThrow('/nowhere\n  has no manifests.');
    await expect(wrong()).rejects.toThrow('pulumi config rm lab:kedaManifests');
  });
});

test("the node needs the images of Knative's pods, of the ingress, and of the sidecar that no manifest names as an image", () => {
  expect(knativeOf(folderOf(FILES)).images).toEqual([CONTROLLER, INGRESS, SIDECAR]);
});

describe('KServe', () => {
  const MANAGER = 'ml-scaling-lab/kserve-manager:555555555555';
  const HOST = 'kserve-webhook-server-service.kserve.svc';
  const kserve = (kind: string, name: string, fields: object = {}): KubernetesObject => ({
    apiVersion: kind === 'Certificate' ? 'cert-manager.io/v1' : 'v1',
    kind,
    metadata: { name, namespace: 'kserve' },
    ...fields,
  });
  const certificate = kserve('Certificate', 'serving-cert', { spec: { dnsNames: [HOST], secretName: 'webhook-cert' } });
  const webhook = (reference: string): KubernetesObject => ({
    ...kserve('MutatingWebhookConfiguration', 'isvc'),
    metadata: { name: 'isvc', annotations: { 'cert-manager.io/inject-ca-from': reference } },
    webhooks: [
      { name: 'one', clientConfig: { service: { name: 'a' } } },
      { name: 'two', clientConfig: {} },
    ],
  });
  const definition = (name: string, spec: object): KubernetesObject => ({
    ...kserve('CustomResourceDefinition', name),
    metadata: { name, annotations: { 'cert-manager.io/inject-ca-from': 'kserve/serving-cert' } },
    spec,
  });
  // A release may annotate a definition that calls nobody.
  const definitions = [
    definition('converted', {
      conversion: { strategy: 'Webhook', webhook: { clientConfig: {}, conversionReviewVersions: ['v1'] } },
    }),
    definition('plain', { scope: 'Namespaced' }),
  ];
  const manager = kserve('Deployment', 'manager', { spec: { template: { spec: { containers: [{ image: MANAGER }] } } } });
  const folder = (reference = 'kserve/serving-cert') =>
    folderOf({ '0.yaml': definitions, '1.yaml': [certificate], '2.yaml': [manager], '3.yaml': [webhook(reference)] });
  const parts = async (reference?: string): Promise<AddonParts> =>
    (await addonsOf({ kserveManifests: folder(reference) })).kserve!;
  const drawn: Answer = ({ name }) =>
    name === 'Certificate/serving-cert' ? { certificate: 'PUBLIC', privateKey: 'PRIVATE' } : {};

  test('the stack stands in for cert-manager: a Secret for the pods, and the certificate in every webhook', async () => {
    const resources = await registered(await parts(), drawn);
    expect(resourceOf(resources, 'Certificate/serving-cert').inputs).toMatchObject({ dnsNames: [HOST] });
    expect(resourceOf(resources, 'Secret/webhook-cert').inputs).toMatchObject({
      metadata: { name: 'webhook-cert', namespace: 'kserve' },
      type: 'kubernetes.io/tls',
    });
    expect(resourceOf(resources, 'Deployment/manager').after).toEqual(['Secret/webhook-cert']);
    const caBundle = Buffer.from('PUBLIC').toString('base64');
    expect(resourceOf(resources, 'MutatingWebhookConfiguration/isvc').inputs['webhooks']).toEqual([
      { name: 'one', clientConfig: { service: { name: 'a' }, caBundle } },
      { name: 'two', clientConfig: { caBundle } },
    ]);
    expect(resourceOf(resources, 'CustomResourceDefinition/converted').inputs['spec']).toEqual({
      conversion: { strategy: 'Webhook', webhook: { clientConfig: { caBundle }, conversionReviewVersions: ['v1'] } },
    });
    expect(resourceOf(resources, 'CustomResourceDefinition/plain').inputs['spec']).toEqual({ scope: 'Namespaced' });
    expect(resources.map(({ type }) => type).filter((type) => type.includes('cert-manager'))).toEqual([]);
  });

  test('the key is a secret in the state', async () => {
    const resources = await registered(await parts(), drawn);
    expect(resourceOf(resources, 'Certificate/serving-cert').options.additionalSecretOutputs).toEqual(['privateKey']);
    expect(resourceOf(resources, 'Secret/webhook-cert').options.additionalSecretOutputs).toContain('stringData');
  });

  test('a certificate that nothing asked for is named', async () => {
    await expect(registered(await parts('kserve/other'), drawn)).rejects.toThrow(
      'MutatingWebhookConfiguration/isvc\n  wants the certificate kserve/other, which no object of these manifests asks for.',
    );
  });

  test('comes after what it looks for when it starts', async () => {
    const deployment = (name: string) => folderOf({ '1.yaml': [object('Deployment', name)] });
    const raw = { kserveManifests: folder(), kedaManifests: deployment('keda-operator') };
    const addons = await addonsOf(raw);
    const { cluster: settings } = parseSettings(raw, { ...stackNames('lab-kind'), kubeconfig: '/home/someone/.kube/config' });
    const { resources } = await runMocked(
      (options) => {
        const provider = new Provider('cluster', {}, options);
        const cluster = { provider, ready: [provider] } as unknown as Cluster;
        return new Platform('platform', { cluster, settings: settings as KindSettings, addons }, options);
      },
      { answer: drawn },
    );
    expect(resourceOf(resources, 'CustomResourceDefinition/plain').after).toEqual(['cluster', 'Deployment/keda-operator']);
  });
});

describe('the ingress', () => {
  const objects = knativeOf(folderOf(FILES)).stages.at(-1)!;
  const found = (kind: string): KubernetesObject => objects.find((one) => one.kind === kind)!;
  const pod = (
    found('Deployment')['spec'] as { template: { spec: { securityContext: object; containers: Record<string, unknown>[] } } }
  ).template.spec;
  const container = pod.containers[0]!;

  test('serves the class that Knative is set to', () => {
    expect(container['env']).toContainEqual({ name: 'INGRESS_CLASS', value: 'lab.example' });
  });

  test('keeps to the restricted Pod Security Standard', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
  });

  test('may read what it routes by, and write nothing but the status of a KIngress', () => {
    const rules = found('ClusterRole')['rules'] as { resources: string[]; verbs: string[] }[];
    const writing = rules.filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
    expect(writing).toEqual([
      { apiGroups: ['networking.internal.knative.dev'], resources: ['ingresses/status'], verbs: ['patch'] },
    ]);
  });
});

test.each([
  ['/nowhere', 'has no manifests.'],
  [folderOf({ '1.yaml': [{ text: 'no object' }] }), 'is not YAML of Kubernetes objects'],
  [folderOf({ '1.yaml': FILES['1-definitions.yaml']! }), 'sets no ingress-class in config-network.'],
])('a folder that is something else is refused with what makes one: %s', (folder, problem) => {
  expect(() => knativeOf(folder)).toThrow(problem);
  expect(() => knativeOf(folder)).toThrow('./lab up --on kind --from-packages');
});
