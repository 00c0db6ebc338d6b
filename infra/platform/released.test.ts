import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../contract';
import { ADDON_NAMES, type AddonName } from '../cluster/added-groups';
import { parseSettings, type RawSettings } from '../settings';
import { stackNames } from '../stack-names';
import { imagesOfAddons, readAddons } from './addons';
import { cachedAt, type Releases } from './releases';
import { RELEASED_FILES } from './versions';

const object = (kind: string, name: string, fields: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'product' },
  ...fields,
});
const container = (image: string, more: object = {}): object => ({
  name: 'main',
  image,
  args: ['--leader-elect'],
  readinessProbe: {},
  resources: { requests: { cpu: '300m' } },
  ...more,
});
const deployment = (name: string, containers: readonly object[]): KubernetesObject =>
  object('Deployment', name, { spec: { replicas: 3, template: { spec: { containers } } } });
const configMap = (name: string, data: object): KubernetesObject => object('ConfigMap', name, { data });

/** Shaped as the products release them: comments first, an example in every ConfigMap, images of public registries. */
const COMMENT = '# Copyright\n# Licence\n---\n';
const textOf = (objects: readonly KubernetesObject[]): string =>
  COMMENT + objects.map((one) => `---\n${stringify(one)}`).join('');
const DEFINITION = object('CustomResourceDefinition', 'services.serving.knative.dev');
const EXAMPLE = { _example: '# all of it commented' };
const SIDECAR = 'gcr.io/knative-releases/queue@sha256:aa';
const RELEASED: Readonly<Record<AddonName, readonly string[]>> = {
  knative: [
    textOf([DEFINITION]),
    textOf([
      object('Namespace', 'knative-serving'),
      DEFINITION,
      object('Image', 'queue-proxy'),
      configMap('config-network', EXAMPLE),
      configMap('config-deployment', { ...EXAMPLE, 'queue-sidecar-image': SIDECAR }),
      ...['config-autoscaler', 'config-domain', 'config-observability'].map((name) => configMap(name, EXAMPLE)),
      ...['controller', 'autoscaler', 'activator', 'webhook'].map((name) =>
        deployment(name, [container(`gcr.io/${name}@sha256:bb`)]),
      ),
      object('HorizontalPodAutoscaler', 'activator'),
      object('ValidatingWebhookConfiguration', 'config.webhook.serving.knative.dev'),
    ]),
  ],
  keda: [
    textOf([
      object('CustomResourceDefinition', 'scaledobjects.keda.sh'),
      deployment('keda-operator', [container('ghcr.io/kedacore/keda:2', { command: ['/keda'] })]),
      deployment('keda-metrics-apiserver', [container('ghcr.io/kedacore/keda-metrics-apiserver:2')]),
      deployment('keda-admission', [container('ghcr.io/kedacore/keda-admission-webhooks:2')]),
      object('ValidatingWebhookConfiguration', 'keda-admission'),
      object('APIService', 'v1beta1.external.metrics.k8s.io'),
    ]),
  ],
  kserve: [
    textOf([
      object('Issuer', 'selfsigned-issuer'),
      object('Certificate', 'serving-cert', { apiVersion: 'cert-manager.io/v1' }),
      configMap('inferenceservice-config', { ...EXAMPLE, deploy: '{"defaultDeploymentMode":"Knative"}', ingress: '{}' }),
      deployment('kserve-controller-manager', [container('kserve/kserve-controller:v0'), { name: 'kube-rbac-proxy' }]),
    ]),
  ],
};

let server: Server;
let base = '';
let served: Record<string, string> = {};
let folder = '';
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const text = served[path];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  served = Object.fromEntries(
    ADDON_NAMES.flatMap((name) => RELEASED[name].map((text, index) => [`/${name}-${index}.yaml`, text])),
  );
  folder = mkdtempSync(join(tmpdir(), 'releases-'));
  asked.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const releases = (): Releases => ({ cache: join(folder, 'cache'), lockFile: join(folder, 'lock.json') });
const addressesOf = (name: AddonName): string[] => RELEASED[name].map((_, index) => `${base}/${name}-${index}.yaml`);
const addresses = (): Record<AddonName, readonly string[]> => ({
  knative: addressesOf('knative'),
  keda: addressesOf('keda'),
  kserve: addressesOf('kserve'),
});
const read = (needed: readonly AddonName[], raw: RawSettings = {}, files = addresses()) =>
  readAddons({
    settings: parseSettings(raw, { ...stackNames('lab-kind'), kubeconfig: '/home/someone/.kube/config' }),
    images: { 'knative-ingress': 'ml-scaling-lab/knative-ingress:1' },
    needed,
    releases: { ...releases(), files },
  });
const titles = (objects: readonly KubernetesObject[] = []): string[] =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const lock = (): Record<string, string> => JSON.parse(readFileSync(releases().lockFile, 'utf8')) as Record<string, string>;

test('only what the lab needs is downloaded, and recorded by its SHA-256', async () => {
  expect(Object.keys(await read(['keda']))).toEqual(['keda']);
  expect(asked).toEqual(['/keda-0.yaml']);
  expect(lock()).toEqual({ [`${base}/keda-0.yaml`]: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  expect(await read(['keda'], { cluster: 'existing' })).toEqual({});
});

test('what was downloaded needs no network any more', async () => {
  const first = await read(['knative', 'kserve']);
  asked.length = 0;
  served = {};
  expect(await read(['knative', 'kserve'])).toEqual(first);
  expect(asked).toEqual([]);
});

test('a release that changed is refused, and not kept', async () => {
  await read(['keda']);
  const address = addressesOf('keda')[0]!;
  rmSync(cachedAt(address, releases()));
  served['/keda-0.yaml'] = `${RELEASED.keda[0]!}# other bytes\n`;
  await expect(read(['keda'])).rejects.toThrow(`${address}\n  is not the file that it was: its SHA-256 is`);
  expect(existsSync(cachedAt(address, releases()))).toBe(false);
});

test('a file of the cache that is not the recorded one is downloaded again', async () => {
  await read(['keda']);
  const file = cachedAt(addressesOf('keda')[0]!, releases());
  writeFileSync(file, 'kind: Other\n');
  await expect(read(['keda'])).resolves.toHaveProperty('keda');
  expect(readFileSync(file, 'utf8')).toBe(RELEASED.keda[0]);
});

test.each([
  ['the server has no such file', () => `${base}/none.yaml`, 'the server answered 404'],
  ['there is no network', () => 'http://127.0.0.1:9/keda.yaml', 'bad port'],
])('where %s the error says where to put it, and what needs no download', async (_, address, reason) => {
  const wrong = read(['keda'], {}, { ...addresses(), keda: [address()] });
  await expect(wrong).rejects.toThrow(`${address()}\n  cannot be downloaded (${reason}), and is not in the cache.`);
  await expect(wrong).rejects.toThrow(`Put the file there by hand: ${cachedAt(address(), releases())}`);
  await expect(wrong).rejects.toThrow('--from-packages');
});

test('a page in place of a release is refused and names the address', async () => {
  served['/keda-0.yaml'] = '<html>: {sign in: [';
  await expect(read(['keda'])).rejects.toThrow(`${base}/keda-0.yaml\n  is not YAML of Kubernetes objects`);
});

test('Knative as it is released gets its definitions once, the ingress of the lab, and pulls its own images', async () => {
  const { knative } = await read(['knative']);
  const [definitions, , config, workloads, ingress] = knative!.stages;
  expect(titles(definitions)).toEqual(['CustomResourceDefinition/services.serving.knative.dev', 'Namespace/knative-serving']);
  expect(titles(workloads)).toEqual([
    ...['controller', 'autoscaler', 'activator', 'webhook'].map((name) => `Deployment/${name}`),
    'ValidatingWebhookConfiguration/config.webhook.serving.knative.dev',
  ]);
  const data = (name: string) => config?.find(({ metadata }) => metadata.name === name)?.['data'];
  expect(data('config-network')).toEqual({ 'ingress-class': 'lab.ingress.networking.knative.dev' });
  expect(data('config-deployment')).toMatchObject({ 'queue-sidecar-image': SIDECAR });
  const { spec } = workloads![0]!;
  expect(spec).toMatchObject({
    replicas: 1,
    template: { spec: { containers: [{ image: 'gcr.io/controller@sha256:bb', resources: { requests: { cpu: '20m' } } }] } },
  });
  expect(titles(ingress)).toContain('Deployment/knative-ingress');
  expect(imagesOfAddons({ knative: knative! })).toEqual(['ml-scaling-lab/knative-ingress:1']);
});

test('KEDA as it is released runs its own programs, without the webhook that nobody asks', async () => {
  const { keda } = await read(['keda']);
  const workloads = keda!.stages.at(-1)!;
  expect(titles(workloads)).toEqual([
    'Deployment/keda-operator',
    'Deployment/keda-metrics-apiserver',
    'APIService/v1beta1.external.metrics.k8s.io',
  ]);
  expect(workloads[0]!['spec']).toMatchObject({
    template: { spec: { containers: [{ image: 'ghcr.io/kedacore/keda:2', command: ['/keda'] }] } },
  });
  expect(keda!.images).toEqual([]);
});

test('KServe as it is released is in Standard mode, and its certificate is left to the stack', async () => {
  const { kserve } = await read(['kserve']);
  const objects = kserve!.stages.flat();
  expect(titles(objects)).toContain('Certificate/serving-cert');
  expect(titles(objects)).not.toContain('Issuer/selfsigned-issuer');
  const config = objects.find(({ kind }) => kind === 'ConfigMap')!['data'] as Record<string, string>;
  expect(JSON.parse(config['deploy']!)).toEqual({ defaultDeploymentMode: 'Standard' });
});

test('a folder with released files is as good as a download, and comes first', async () => {
  writeFileSync(join(folder, 'keda-2.yaml'), RELEASED.keda[0]!);
  const fromFolder = await read(['keda'], { kedaManifests: folder });
  expect(asked).toEqual([]);
  expect(fromFolder).toEqual(await read(['keda']));
});

test('a release of another shape is refused with what is missing', async () => {
  served['/kserve-0.yaml'] = textOf([object('Namespace', 'kserve')]);
  await expect(read(['kserve'])).rejects.toThrow(
    'is no release that the lab knows: this version of KServe has no ConfigMap/inferenceservice-config.',
  );
});

test('every address names its version', () => {
  for (const address of Object.values(RELEASED_FILES).flat())
    expect(address).toMatch(/^https:\/\/github\.com\/.+\/releases\/download\/[^/]*v\d+\.\d+\.\d+\/[a-z0-9.-]+\.yaml$/);
});
