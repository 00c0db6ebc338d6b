import { fakeCommands, type Script } from '../testing/commands';
import type { ObjectName } from './held-objects';
import { foreignObjects, type ClaimInputs, type ClaimState } from './operations';
import { OWNER_ANNOTATION, ownerOf, ownerText, ownerWords } from './owner';
import { claimProvider, guardProvider } from './providers';

const NAMESPACE: ObjectName = { apiVersion: 'v1', kind: 'Namespace', name: 'lab', namespace: null };
const REDIS: ObjectName = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'redis', namespace: 'lab' };
const INPUTS: ClaimInputs = {
  project: 'ml-scaling-lab',
  stack: 'mine',
  access: { kubeconfig: '/kube/config', context: 'prod' },
  objects: [NAMESPACE, REDIS],
};
const MINE: ClaimState = { ...INPUTS, ownerId: 'abc1', owner: 'ml-scaling-lab/mine/abc1' };
const GET =
  'kubectl --kubeconfig /kube/config --context prod get --ignore-not-found --request-timeout 30s --output json --filename -';

function inCluster(...objects: readonly (readonly [ObjectName, string | undefined])[]): Script {
  const items = objects.map(([{ apiVersion, kind, name, namespace }, owner]) => ({
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === null ? {} : { namespace }),
      ...(owner === undefined ? {} : { annotations: { [OWNER_ANNOTATION]: owner } }),
    },
  }));
  const printed = items.length === 1 ? items[0] : { apiVersion: 'v1', kind: 'List', items };
  return { kubectl: { stdout: items.length === 0 ? '' : JSON.stringify(printed) } };
}

const claimOn = (script: Script) => claimProvider(fakeCommands(script).run);
const guardOn = (script: Script) => guardProvider(fakeCommands(script).run);

test('the annotation is read back as it was written, and anything else names nobody', () => {
  const owner = { project: 'p', stack: 's', id: 'abc1' };
  expect(ownerOf(ownerText(owner))).toEqual(owner);
  expect(ownerOf(undefined)).toBeUndefined();
  expect(ownerOf('somebody')).toBeUndefined();
  expect(ownerOf('a/b/c/d')).toBeUndefined();
  expect(ownerWords(owner)).toBe('stack s of project p (id abc1)');
});

test('a stack draws its own id on a cluster where nothing of it exists', async () => {
  const { run, lines } = fakeCommands(inCluster());
  const { id = '', outs } = (await claimProvider(run).create(INPUTS)) as { id?: string; outs: unknown };
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(outs).toEqual({ ...INPUTS, ownerId: id, owner: `ml-scaling-lab/mine/${id}` });
  expect(lines).toEqual([GET]);
  expect((await claimOn(inCluster()).create(INPUTS)).id).not.toBe(id);
});

test('a cluster of the stack itself is asked nothing', async () => {
  const { run, lines } = fakeCommands({});
  await claimProvider(run).create({ ...INPUTS, access: null, objects: [] });
  expect(lines).toEqual([]);
});

test('a namespace of another stack is refused before anything is made, and its owner is named', async () => {
  const theirs = inCluster([REDIS, 'ml-scaling-lab/theirs/ffff'], [NAMESPACE, 'ml-scaling-lab/theirs/ffff']);
  await expect(claimOn(theirs).create(INPUTS)).rejects.toThrow(
    'namespace lab\n  belongs to stack theirs of project ml-scaling-lab (id ffff), and so do or did 1 more',
  );
});

test('a stack of the same name in another checkout is another owner', async () => {
  const twin = inCluster([NAMESPACE, 'ml-scaling-lab/mine/ffff']);
  await expect(claimOn(twin).diff('abc1', MINE, INPUTS)).rejects.toThrow(
    'belongs to stack mine of project ml-scaling-lab (id ffff)',
  );
});

test('an object that no stack made is refused as well', async () => {
  await expect(claimOn(inCluster([REDIS, undefined])).create(INPUTS)).rejects.toThrow(
    'StatefulSet/redis in namespace lab\n  exists in that cluster, and no stack of the lab made it',
  );
});

test('a second update finds its own objects and has nothing to do', async () => {
  const mine = inCluster([NAMESPACE, MINE.owner], [REDIS, MINE.owner]);
  expect(await claimOn(mine).diff('abc1', MINE, INPUTS)).toEqual({ changes: false });
  const fewer = { ...INPUTS, objects: [NAMESPACE] };
  expect(await claimOn(mine).diff('abc1', MINE, fewer)).toEqual({ changes: true });
  expect(await claimOn(mine).update('abc1', MINE, fewer)).toEqual({ outs: { ...MINE, objects: [NAMESPACE] } });
});

test('what an update would remove is looked at too', async () => {
  const taken = inCluster([REDIS, 'p/theirs/ffff']);
  await expect(claimOn(taken).diff('abc1', MINE, { ...INPUTS, objects: [NAMESPACE] })).rejects.toThrow('StatefulSet/redis');
});

test('a destroy ends before anything is deleted when an object is not the stack’s own any more', async () => {
  await expect(guardOn(inCluster([NAMESPACE, 'p/theirs/ffff'])).delete('abc1', MINE)).rejects.toThrow(
    'namespace lab\n  belongs to stack theirs of project p (id ffff): nothing was deleted.',
  );
  await guardOn(inCluster([NAMESPACE, MINE.owner])).delete('abc1', MINE);
  await guardOn(inCluster()).delete('abc1', MINE);
});

test('kinds that the cluster does not serve have no objects there', async () => {
  const stderr =
    'error: resource mapping not found for name: "worker" namespace: "lab" from "STDIN": no matches for kind "ScaledObject"\n';
  const { stdout } = inCluster([NAMESPACE, 'p/theirs/ffff'])['kubectl'] as { readonly stdout: string };
  const { run } = fakeCommands({ kubectl: { exitCode: 1, stderr, stdout } });
  expect((await foreignObjects(MINE, run)).map(({ object }) => object.name)).toEqual(['lab']);
});

test.each([
  ['a cluster that does not answer', { exitCode: 1, stderr: 'Unable to connect to the server: dial tcp: i/o timeout' }],
  ['an account that may not look', { exitCode: 1, stderr: 'Error from server (Forbidden): namespaces "lab" is forbidden' }],
  ['a machine without kubectl', { exitCode: 127, stderr: 'spawn kubectl ENOENT' }],
])('%s makes no claim and deletes nothing', async (_, answer) => {
  await expect(claimOn({ kubectl: answer }).create(INPUTS)).rejects.toThrow('could not tell who owns the objects in the cluster');
  await expect(guardOn({ kubectl: answer }).delete('abc1', MINE)).rejects.toThrow('could not tell who owns');
});
