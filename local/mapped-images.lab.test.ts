import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../contract';
import type { MappedImage } from './options';
import { get, startLab, stopLabs, temporaryFolder } from './testing/lab';
import { NAMESPACE, web } from './testing/manifests';

jest.setTimeout(60_000);
afterEach(stopLabs);

const IMAGE = 'registry.example.com/shop:1.2';
const mapped = (more: Partial<MappedImage> = {}): MappedImage => ({
  command: ['node', './server.js', '$(HOST)', '$(PORT)', '$(MODE)'],
  folder: join(__dirname, 'testing'),
  environment: {},
  manifest: 'foreign',
  ...more,
});
const shop = (container: object = {}, replicas = 1): KubernetesObject =>
  web({ name: 'shop', replicas, container: { image: IMAGE, ...container } });
const start = (images: Readonly<Record<string, MappedImage>> = { [IMAGE]: mapped() }) => startLab({ apps: [], images });
const pods = (cluster: Awaited<ReturnType<typeof start>>) => cluster.listPods().map(({ identity }) => identity.ip);

interface Scaler {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: object;
}

/** A trigger that needs nothing else. */
const CRON = { type: 'cron', metadata: { timezone: 'UTC', start: '0 6 * * *', end: '0 20 * * *', desiredReplicas: '1' } };

const scaling = ({ spec, ...scaler }: Scaler): KubernetesObject => ({
  ...scaler,
  metadata: { name: 'shop', namespace: NAMESPACE },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' }, ...spec },
});

test('a mapped image runs the command of its mapping, each pod on its own address, and never that of the manifest', async () => {
  const canary = join(temporaryFolder(), 'canary');
  const cluster = await start();
  await cluster.apply([shop({ command: ['/bin/sh', '-c', `touch ${canary}`], env: [{ name: 'MODE', value: 'quick' }] }, 2)]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const addresses = pods(cluster);
  expect(new Set(addresses).size).toBe(2);
  for (const address of addresses) {
    const answer = await get(address, 8000);
    expect(answer.args).toEqual([address, '8000', 'quick']);
  }
  expect(existsSync(canary)).toBe(false);
});

test.each([
  [shop({ image: 'registry.example.com/shop:1.3' }), /shop:1.3 cannot run here/],
  [shop({ readinessProbe: { exec: { command: ['true'] } } }), /readinessProbe\n +runs a command of the image/],
  [shop({ lifecycle: { preStop: { exec: { command: ['true'] } } } }), /lifecycle.preStop\n +runs a command of the image/],
  [shop({ env: [{ name: 'LD_PRELOAD', value: '/tmp/a.so' }] }), /env\[LD_PRELOAD\]\n +decides which code runs/],
  [shop({ env: [{ name: 'NODE_OPTIONS', value: '--require /tmp/a.js' }] }), /env\[NODE_OPTIONS\]/],
  [shop({}, 100_000), /Deployment\/shop\n +asks for 100000 pods; one machine holds 500/],
  [shop({ resources: { requests: { memory: '1Ti' } } }), /request 1024.0 GiB of memory/],
  [
    [
      shop(),
      scaling({
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        spec: { minReplicaCount: 501, maxReplicaCount: 502, triggers: [CRON] },
      }),
    ],
    /asks for 501 pods/,
  ],
  [
    [
      shop(),
      scaling({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { minReplicas: 501, maxReplicas: 502 } }),
    ],
    /asks for 501 pods/,
  ],
])('refused before the first process: %#', async (object, problem) => {
  const cluster = await start();
  await expect(cluster.apply([object].flat())).rejects.toThrow(problem);
  expect(pods(cluster)).toEqual([]);
});

test('variables that decide which code runs are not taken from a ConfigMap either', async () => {
  const cluster = await start();
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: NAMESPACE },
    data: { NODE_OPTIONS: '--require /tmp/a.js' },
  };
  await cluster.apply([config, shop({ envFrom: [{ configMapRef: { name: 'c' } }] })]);
  await expect(cluster.waitReady({ timeoutSeconds: 20 })).rejects.toThrow(/NODE_OPTIONS(.|\n)*decides which code runs/);
});

test('a service of one’s own may set any variable, and an image named like a field of objects is no mapping', async () => {
  const cluster = await start({ [IMAGE]: mapped({ manifest: 'own' }) });
  await cluster.apply([shop({ env: [{ name: 'NODE_OPTIONS', value: '--no-warnings' }] })]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  await expect(cluster.apply([web({ name: 'other', container: { image: 'constructor' } })])).rejects.toThrow(
    /constructor cannot run/,
  );
});

test('a program that is not there is named with where it was looked for', async () => {
  const cluster = await start({ [IMAGE]: mapped({ command: ['./nothing'] }) });
  await cluster.apply([shop()]);
  await expect(cluster.waitReady({ timeoutSeconds: 20 })).rejects.toThrow(/program .\/nothing is not on this machine/);
});
