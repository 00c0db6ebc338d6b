import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../../contract';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

const IMAGES = { operator: 'lab/o:1', adapter: 'lab/a:1' };
const object = (kind: string, name: string, fields: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...fields,
});
const deployment = (name: string, container: object = {}): KubernetesObject =>
  object('Deployment', name, {
    spec: {
      template: {
        spec: {
          serviceAccountName: 'keda-operator',
          containers: [
            {
              name,
              image: 'released:latest',
              command: ['/keda'],
              args: ['--leader-elect', '--enable-cert-rotation=true'],
              readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, initialDelaySeconds: 20 },
              securityContext: { readOnlyRootFilesystem: true },
              ...container,
            },
          ],
        },
      },
    },
  });

describe('the manifests of the lab', () => {
  test('objects come in the order of need: definitions, accounts, pods with the API that they serve', () => {
    const kinds = ['APIService', 'Service', 'ClusterRole', 'ServiceAccount', 'CustomResourceDefinition', 'Namespace'];
    const stages = labManifests(
      kinds.map((kind) => object(kind, 'keda')),
      IMAGES,
    );
    expect(Object.entries(stages).map(([stage, objects]) => [stage, objects.map(({ kind }) => kind)])).toEqual([
      ['definitions', ['CustomResourceDefinition', 'Namespace']],
      ['accounts', ['ClusterRole', 'ServiceAccount']],
      ['workloads', ['APIService', 'Service']],
    ]);
  });

  test('the operator is one pod of our image with small requests and early probes, without election or webhook', () => {
    const [operator] = labManifests([deployment('keda-operator')], IMAGES).workloads;
    expect(operator!['spec']).toEqual({
      replicas: 1,
      strategy: { type: 'Recreate' },
      template: {
        spec: {
          serviceAccountName: 'keda-operator',
          containers: [
            {
              name: 'keda-operator',
              image: 'lab/o:1',
              imagePullPolicy: 'IfNotPresent',
              command: ['keda-operator'],
              args: ['--enable-cert-rotation=true', '--enable-webhook-patching=false'],
              readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, initialDelaySeconds: 1, periodSeconds: 2 },
              securityContext: { readOnlyRootFilesystem: true },
              resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '400Mi' } },
              env: [{ name: 'GOMEMLIMIT', value: '320MiB' }],
            },
          ],
        },
      },
    });
  });

  test('the adapter keeps its arguments', () => {
    const [adapter] = labManifests([deployment('keda-metrics-apiserver', { args: ['--secure-port=6443'] })], IMAGES).workloads;
    expect(adapter).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'lab/a:1', args: ['--secure-port=6443'] }] } } },
    });
  });

  test.each([
    ['a kind that has no place', object('DaemonSet', 'new'), 'does not know where DaemonSet new goes'],
    ['a Deployment that has no image', deployment('keda-other'), "the lab does not know KEDA's Deployment keda-other"],
    ['no election to leave out', deployment('keda-operator', { args: [] }), 'of this version of KEDA has no --leader-elect'],
  ])('a version of KEDA with %s is refused', (_, released, message) => {
    expect(() => labManifests([released], IMAGES)).toThrow(message);
  });
});

describe('the released manifests', () => {
  const config = mkdtempSync(join(tmpdir(), 'keda-config-'));
  afterAll(() => rmSync(config, { recursive: true }));

  function write(name: string, ...documents: readonly object[]): void {
    const file = join(config, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, documents.map((one) => `---\n${stringify(one)}`).join(''));
  }

  test('are those that the kustomizations name, in their order, with their patches; the webhook is left out', () => {
    for (const folder of ['rbac', 'service_account', 'manager', 'metrics-server', 'webhooks']) {
      write(`${folder}/kustomization.yaml`, { resources: [`${folder}.yaml`] });
      write(`${folder}/${folder}.yaml`, object('Service', folder));
    }
    write('general/kustomization.yaml', { resources: ['namespace.yaml'] });
    write('general/namespace.yaml', object('Namespace', 'keda'), object('Namespace', 'second'));
    write('crd/kustomization.yaml', {
      resources: ['bases/jobs.yaml', 'bases/objects.yaml'],
      patches: [{ path: 'patches/jobs.yaml', target: { kind: 'CustomResourceDefinition', name: 'jobs' } }],
    });
    write('crd/bases/jobs.yaml', object('CustomResourceDefinition', 'jobs', { required: ['port'] }));
    write('crd/bases/objects.yaml', object('CustomResourceDefinition', 'objects', { required: ['port'] }));
    write('crd/bases/unnamed.yaml', object('CustomResourceDefinition', 'unnamed'));
    write('crd/patches/jobs.yaml', [{ op: 'add', path: '/required/-', value: 'protocol' }]);

    const objects = releasedManifests(config);
    expect(objects.map(({ metadata, required }) => [metadata.name, required])).toEqual([
      ['jobs', ['port', 'protocol']],
      ['objects', ['port']],
      ...['keda', 'second', 'rbac', 'service_account', 'manager', 'metrics-server'].map((name) => [name, undefined]),
    ]);
  });
});
