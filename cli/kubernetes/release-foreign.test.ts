import type { HeldObject } from '../../infra/owner/held-objects';
import { OWNER_ANNOTATION } from '../../infra/owner/owner';
import { fakeCommands } from '../../infra/testing/commands';
import type { Finished } from './pulumi';
import { releaseForeign, urnsToRelease } from './release-foreign';

const object = (urn: string, kind: string, name: string, namespace?: string) => ({
  urn,
  type: `kubernetes:v1:${kind}`,
  inputs: { apiVersion: 'v1', kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } },
  outputs: {},
});
const CLAIM = {
  project: 'ml-scaling-lab',
  stack: 'lab-existing',
  access: { kubeconfig: '/k', context: null },
  objects: [],
  ownerId: 'abc1',
  owner: 'ml-scaling-lab/lab-existing/abc1',
};
const STATE = {
  deployment: {
    resources: [
      { urn: 'claim', type: 'pulumi-nodejs:dynamic/owner:Claim', inputs: {}, outputs: CLAIM },
      object('namespace', 'Namespace', 'lab'),
      object('redis', 'Service', 'redis', 'lab'),
      object('mine', 'ClusterRole', 'watcher'),
      { urn: 'guard', type: 'pulumi-nodejs:dynamic/owner:Guard', inputs: {}, outputs: CLAIM },
    ],
  },
};
const theirs = (kind: string, name: string, namespace: string | null): HeldObject => ({
  object: { apiVersion: 'v1', kind, name, namespace },
  owner: { project: 'p', stack: 'theirs', id: 'ffff' },
});

test("others' objects leave the state before what they depend on, and the guard with them", () => {
  expect(urnsToRelease(STATE, [theirs('Namespace', 'lab', null), theirs('Service', 'redis', 'lab')])).toEqual([
    'guard',
    'redis',
    'namespace',
  ]);
  expect(urnsToRelease(STATE, [theirs('Service', 'redis', 'elsewhere')])).toEqual(['guard']);
  expect(urnsToRelease(STATE, [])).toEqual([]);
});

/** A stack whose Pulumi answers an export, and that records the resources it has to forget. */
function stackOf(state: object) {
  const commands: string[] = [];
  const lines: string[] = [];
  const read = (args: readonly string[]): Promise<Finished> => {
    commands.push(args.join(' '));
    return Promise.resolve({ exitCode: 0, stdout: args[1] === 'export' ? JSON.stringify(state) : '', stderr: '' });
  };
  const stack = { name: 'lab-existing', logFile: '/log' };
  return { commands, lines, release: { pulumi: { read }, stack, print: (line: string) => void lines.push(line) } };
}

test('a namespace that another stack has taken is left alone, and the stack forgets it', async () => {
  const claimed = { ...CLAIM, objects: [{ apiVersion: 'v1', kind: 'Namespace', name: 'lab', namespace: null }] };
  const resources = STATE.deployment.resources.map((one) => (one.urn === 'claim' ? { ...one, outputs: claimed } : one));
  const { commands, lines, release } = stackOf({ deployment: { resources } });
  const metadata = { name: 'lab', annotations: { [OWNER_ANNOTATION]: 'p/theirs/ffff' } };
  const { run } = fakeCommands({ kubectl: { stdout: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata }) } });
  await releaseForeign({ ...release, run });
  expect(lines).toEqual(['    Namespace/lab belongs to stack theirs of project p (id ffff) now, and is left alone']);
  expect(commands).toEqual([
    'stack export --stack lab-existing',
    'state delete guard --yes --force --non-interactive --stack lab-existing',
    'state delete namespace --yes --force --non-interactive --stack lab-existing',
  ]);
});

test('a stack that never made anything asks no cluster', async () => {
  const { release } = stackOf({ deployment: {} });
  const { run, lines } = fakeCommands({});
  await releaseForeign({ ...release, run });
  expect(lines).toEqual([]);
});
