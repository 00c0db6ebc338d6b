import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { fakeCommands } from '../../testing/commands';
import { createCluster, deleteCluster, readCluster, type KindClusterInputs } from './cluster-operations';
import { kindConfig } from './kind-config';
import { readMarker, writeMarker } from './kind-marker';
import { clusterProvider } from './providers';

const folder = mkdtempSync(join(tmpdir(), 'kind-'));
afterAll(() => rmSync(folder, { recursive: true }));

let inputs: KindClusterInputs;
let count = 0;
beforeEach(() => {
  inputs = {
    name: 'lab',
    apiServerPort: 16_443,
    nodeImage: 'node:1',
    kubeconfigPath: join(folder, String(count++), 'kubeconfig'),
  };
});

const SPEC = { name: 'lab', apiServerPort: 16_443, nodeImage: 'node:1' };

/** A machine with kind and Docker, on which clusters come and go. */
function machine(clusters: string[], containerId = 'aaa') {
  return fakeCommands({
    'kind get clusters': () => ({ stdout: clusters.length === 0 ? 'No kind clusters found.\n' : `${clusters.join('\n')}\n` }),
    'kind create cluster': () => {
      clusters.push('lab');
      writeFileSync(inputs.kubeconfigPath, 'apiVersion: v1');
      return {};
    },
    'kind export kubeconfig': () => {
      writeFileSync(inputs.kubeconfigPath, 'apiVersion: v1');
      return {};
    },
    'kind delete cluster': () => {
      clusters.splice(0);
      return {};
    },
    'docker inspect': () => ({ stdout: `${containerId}\n` }),
  });
}

function did(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^kind (create|delete|export)/.exec(line)?.[1] ?? []);
}

test('an absent cluster is made, with a kubeconfig of its own', async () => {
  const { run, lines } = machine([]);
  expect(await createCluster(inputs, run)).toEqual({ ...inputs, containerId: 'aaa', kubeconfig: 'apiVersion: v1' });
  expect(did(lines)).toEqual(['create']);
  expect(lines.find((line) => line.startsWith('kind create'))).toContain(`--kubeconfig ${inputs.kubeconfigPath}`);
  expect(readMarker(inputs.kubeconfigPath)).toEqual({ state: 'ready', spec: SPEC });
});

test("a cluster that this stack made already is used, and somebody else's of that name is refused", async () => {
  const { run, lines } = machine(['lab']);
  await expect(createCluster(inputs, run)).rejects.toThrow('kind cluster lab\n  exists already, and this stack did not make it.');
  writeMarker(inputs.kubeconfigPath, { state: 'ready', spec: SPEC });
  await expect(createCluster(inputs, run)).resolves.toMatchObject({ containerId: 'aaa' });
  expect(did(lines)).toEqual(['export']);
});

test.each([
  ['an interrupted run left half made', { state: 'creating', spec: SPEC }],
  ['was made from other settings', { state: 'ready', spec: { ...SPEC, nodeImage: 'node:0' } }],
] as const)('a cluster that %s is made again', async (_, marker) => {
  writeMarker(inputs.kubeconfigPath, marker);
  const { run, lines } = machine(['lab']);
  await createCluster(inputs, run);
  expect(did(lines)).toEqual(['delete', 'create']);
});

test('when kind fails, its last words are shown and the next run starts from nothing', async () => {
  const { run } = fakeCommands({
    'kind get clusters': { stdout: '' },
    'kind create cluster': { exitCode: 1, stderr: 'ERROR: port is already allocated' },
  });
  await expect(createCluster(inputs, run)).rejects.toThrow(
    /kind create cluster lab\n.*exit code 1[\s\S]*port is already allocated/,
  );
  expect(readMarker(inputs.kubeconfigPath)).toBeUndefined();
});

test('a refresh sees a cluster that was deleted, or replaced by another of the same name', async () => {
  const state = { ...inputs, containerId: 'aaa', kubeconfig: '' };
  expect(await readCluster(state, machine(['other', 'lab']).run)).toEqual(state);
  expect(await readCluster(state, machine(['lab'], 'bbb').run)).toBeUndefined();
  expect(await readCluster(state, machine(['other']).run)).toBeUndefined();
  expect(await clusterProvider(machine([]).run).read('lab', state)).toEqual({ id: '', props: {} });
});

test("deleting removes the cluster and its files, and leaves alone what is gone or somebody else's", async () => {
  const gone = machine([]);
  await deleteCluster(inputs, gone.run);
  const foreign = machine(['lab']);
  await deleteCluster(inputs, foreign.run);
  expect([...did(gone.lines), ...did(foreign.lines)]).toEqual([]);

  const { run, lines } = machine([]);
  await createCluster(inputs, run);
  await deleteCluster(inputs, run);
  expect(did(lines)).toEqual(['create', 'delete']);
  expect(readdirSync(dirname(inputs.kubeconfigPath))).toEqual([]);
});

test.each([
  ['name', 'other', ['name']],
  ['apiServerPort', 6550, ['apiServerPort']],
  ['nodeImage', 'node:2', ['nodeImage']],
  ['kubeconfigPath', '/elsewhere', []],
])('another %s replaces the cluster only where it must', async (key, value, replaces) => {
  const { diff } = clusterProvider(machine([]).run);
  const before = { ...inputs, containerId: 'aaa', kubeconfig: '' };
  expect(await diff('lab', before, { ...inputs, [key]: value })).toEqual({ changes: true, replaces, deleteBeforeReplace: true });
  expect(await diff('lab', before, inputs)).toMatchObject({ changes: false, replaces: [] });
});

test('the API server listens on this machine only, on the pinned port', () => {
  expect(parse(kindConfig(SPEC, '/patches'))).toMatchObject({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: 'lab',
    networking: { apiServerAddress: '127.0.0.1', apiServerPort: 16_443 },
    nodes: [{ role: 'control-plane', image: 'node:1' }],
  });
});

test('the control plane requests little CPU, so that a machine with two cores has room for the lab', async () => {
  const { run } = machine([]);
  await createCluster(inputs, run);
  const patches = join(dirname(inputs.kubeconfigPath), 'patches');
  const { nodes } = parse(kindConfig(SPEC, patches)) as {
    nodes: { extraMounts: { hostPath: string; containerPath: string }[]; kubeadmConfigPatches: string[] }[];
  };
  expect(nodes[0]?.extraMounts).toEqual([{ hostPath: patches, containerPath: '/kind/lab-patches', readOnly: true }]);
  expect(parse(nodes[0]?.kubeadmConfigPatches[0] ?? '')).toEqual({
    kind: 'InitConfiguration',
    patches: { directory: '/kind/lab-patches' },
  });
  // Without it there is no kubelet of 1.35 on a machine with cgroup v1.
  expect(parse(nodes[0]?.kubeadmConfigPatches[1] ?? '')).toEqual({ kind: 'KubeletConfiguration', failCgroupV1: false });
  expect(parse(readFileSync(join(patches, 'kube-apiserver+strategic.yaml'), 'utf8'))).toEqual({
    spec: { containers: [{ name: 'kube-apiserver', resources: { requests: { cpu: '20m' } } }] },
  });
});
