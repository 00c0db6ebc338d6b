import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DynamicProcess } from './testing/dynamic-process';
import { resourceOf, runMocked } from './testing/stack';
import { KindClusterResource, KindImagesResource, PasswordsResource } from './dynamic-resources';

// Another process has to start, on a machine that may be busy.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'dynamic-'));
const clusters = join(folder, 'clusters');
const kubeconfigPath = join(folder, 'lab', 'kubeconfig');
const CLUSTER = { name: 'lab', apiServerPort: 16_443, nodeImage: 'node:1', kubeconfigPath };
const IMAGE = { images: ['ml-scaling-lab/fastapi:1'], cluster: 'lab', containerId: 'c0ffee' };

/** Stand-ins for kind and docker: clusters are lines of one file, images are lines of another. */
const KIND = `#!/bin/sh
case "$1 $2" in
  "get clusters") cat ${clusters} ;;
  "create cluster") cat > ${folder}/config; echo lab >> ${clusters}; echo 'apiVersion: v1' > ${kubeconfigPath} ;;
  "delete cluster") : > ${clusters} ;;
  "load docker-image") echo "docker.io/$3" >> ${folder}/images ;;
esac
`;
const DOCKER = `#!/bin/sh
case "$1" in
  inspect) echo c0ffee ;;
  exec) cat ${folder}/images ;;
esac
`;

let texts: { readonly cluster: string; readonly image: string; readonly passwords: string };
let engine: DynamicProcess;
beforeAll(async () => {
  for (const [name, text] of [
    ['kind', KIND],
    ['docker', DOCKER],
  ] as const) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  for (const file of [clusters, join(folder, 'images')]) writeFileSync(file, '');
  const { resources } = await runMocked((options) => {
    new KindClusterResource('cluster', CLUSTER, options);
    new KindImagesResource('image', IMAGE, options);
    new PasswordsResource('passwords', { accounts: ['queue'] }, options);
  });
  const textOf = (name: string) => String(resourceOf(resources, name).inputs['__provider']);
  texts = { cluster: textOf('cluster'), image: textOf('image'), passwords: textOf('passwords') };
  engine = await DynamicProcess.start([folder, dirname(process.execPath), '/usr/bin', '/bin'].join(':'));
});
afterAll(() => {
  engine.stop();
  rmSync(folder, { recursive: true });
});

test('the state of a stack keeps a path to the code of the checkout, not a copy of it', () => {
  for (const text of Object.values(texts)) {
    expect(text).toContain('dynamic.cjs');
    expect(text.length).toBeLessThan(3000);
    for (const word of ['spawn', 'control-plane', folder]) expect(text).not.toContain(word);
  }
});

test("a kind cluster lives its whole life in Pulumi's own process for dynamic resources", async () => {
  const inputs = { ...CLUSTER, __provider: texts.cluster };
  const { id, properties } = await engine.create(inputs);
  expect(id).toBe('lab');
  expect(properties).toMatchObject({ ...CLUSTER, containerId: 'c0ffee', kubeconfig: 'apiVersion: v1\n' });
  expect(readFileSync(join(folder, 'config'), 'utf8')).toContain('apiServerPort: 16443');

  expect(await engine.read(id, properties)).toBe('lab');
  expect(await engine.replaces(id, properties, inputs)).toEqual([]);
  expect(await engine.replaces(id, properties, { ...inputs, nodeImage: 'node:2' })).toEqual(['nodeImage']);

  writeFileSync(clusters, '');
  expect(await engine.read(id, properties)).toBe('');

  await engine.create(inputs);
  await engine.delete(id, properties);
  expect([readFileSync(clusters, 'utf8'), existsSync(kubeconfigPath)]).toEqual(['', false]);
});

test('an image is loaded once, and seen to be gone', async () => {
  const inputs = { ...IMAGE, __provider: texts.image };
  const { id, properties } = await engine.create(inputs);
  await engine.create(inputs);
  expect(readFileSync(join(folder, 'images'), 'utf8')).toBe('docker.io/ml-scaling-lab/fastapi:1\n');
  expect(await engine.read(id, properties)).toBe(id);
  writeFileSync(join(folder, 'images'), '');
  expect(await engine.read(id, properties)).toBe('');
});

test('passwords are drawn by the process of the engine, and kept while their accounts stay', async () => {
  const inputs = { accounts: ['queue'], __provider: texts.passwords };
  const { id, properties } = await engine.create(inputs);
  expect(properties).toMatchObject({ passwords: { queue: expect.stringMatching(/^[0-9a-f]{48}$/) as string } });
  expect(await engine.replaces(id, properties, inputs)).toEqual([]);
});

test("somebody else's cluster of that name fails the update, and the error says what to do", async () => {
  writeFileSync(clusters, 'lab\n');
  await expect(engine.create({ ...CLUSTER, __provider: texts.cluster })).rejects.toThrow(
    /kind cluster lab\n {2}exists already, and this stack did not make it/,
  );
});
