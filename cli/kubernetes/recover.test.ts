import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMarker } from '../../infra/cluster/kind/kind-marker';
import { fakeCommands, type Script } from '../../infra/testing/commands';
import { recoverForDown, recoverForUp, strandedNote } from './recover';

const folder = mkdtempSync(join(tmpdir(), 'recover-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KUBECONFIG = join(folder, 'kubeconfig');
writeMarker(KUBECONFIG, { state: 'ready', spec: { name: 'lab', apiServerPort: 16_443, nodeImage: null } });

const REFRESH = 'refresh --stack lab-kind --yes --skip-preview --non-interactive --color never --clear-pending-creates';
const EXPORT = 'stack export --stack lab-kind';

/** kind and Docker with the lab's cluster in a state. */
const listed = (isRunning: boolean): Script => ({
  'kind get clusters': { stdout: 'other\nlab\n' },
  'docker inspect': { stdout: `${isRunning}\n` },
});
const MACHINES = {
  running: listed(true),
  'node stopped': listed(false),
  'node stopped for good': { ...listed(false), 'docker start': { exitCode: 1 } },
  'node started, API silent': { ...listed(false), kubectl: { exitCode: 1 } },
  'cluster deleted': { 'kind get clusters': { stdout: 'other\n' } },
  // Docker's daemon does not run: the update itself says so.
  'no answer': { 'kind get clusters': { exitCode: 1 } },
} satisfies Record<string, Script>;

interface Found {
  readonly machine: keyof typeof MACHINES;
  readonly pending?: readonly object[];
  readonly kubeconfig?: string | undefined;
}

/** Runs a recovery; returns the commands of Pulumi, those on the machine that change something, and what was printed. */
async function recovered(recover: typeof recoverForUp, { machine, pending, ...given }: Found) {
  const pulumi: string[] = [];
  const printed: string[] = [];
  const { run, lines } = fakeCommands(MACHINES[machine]);
  await recover({
    pulumi: {
      read: (args, extra) => {
        pulumi.push([...Object.keys(extra ?? {}), ...args].join(' '));
        return Promise.resolve({
          exitCode: 0,
          stdout: JSON.stringify({ deployment: { resources: [], pending_operations: pending ?? [] } }),
          stderr: '',
        });
      },
    },
    stack: { name: 'lab-kind', logFile: join(folder, 'log') },
    kubeconfig: 'kubeconfig' in given ? given.kubeconfig : KUBECONFIG,
    run,
    print: (line) => void printed.push(line.trim()),
    wait: () => Promise.resolve(),
  });
  return { pulumi, printed, changes: lines.filter((line) => /^(docker start|kind delete)/.test(line)), lines };
}

const FORGET = `PULUMI_K8S_DELETE_UNREACHABLE ${REFRESH}`;
const DELETE = `kind delete cluster --name lab --kubeconfig ${KUBECONFIG}`;
const START = 'docker start lab-control-plane';
const STOPPED = 'the node of the kind cluster lab is stopped; it is started again';
const ANEW = 'the kind cluster lab does not come back; it is deleted and made again, with everything in it';

test.each<readonly [keyof typeof MACHINES, readonly string[], readonly string[], readonly string[]]>([
  ['running', [], [EXPORT], []],
  ['node stopped', [START], [EXPORT], [STOPPED]],
  ['node stopped for good', [START, DELETE], [FORGET], [STOPPED, ANEW]],
  ['node started, API silent', [START, DELETE], [FORGET], [STOPPED, ANEW]],
  ['cluster deleted', [], [FORGET], ['the kind cluster lab is gone; it is made again']],
  ['no answer', [], [EXPORT], []],
])('up, %s', async (machine, changes, pulumi, printed) => {
  expect(await recovered(recoverForUp, { machine })).toMatchObject({ changes, pulumi, printed });
});

test.each<readonly [keyof typeof MACHINES, readonly string[], readonly string[]]>([
  ['running', [EXPORT], []],
  ['node stopped', [FORGET], ['the kind cluster lab is stopped; what was in it goes with it']],
  ['cluster deleted', [FORGET], ['the kind cluster lab is gone; what was in it goes with it']],
  ['no answer', [EXPORT], []],
])('down, %s: nothing is started for it', async (machine, pulumi, printed) => {
  expect(await recovered(recoverForDown, { machine })).toMatchObject({ changes: [], pulumi, printed });
});

test.each<readonly [keyof typeof MACHINES, string | undefined]>([
  ['running', undefined],
  [
    'node stopped',
    'The kind cluster lab has a stopped node: ./lab up --on kind starts it again, ./lab down --on kind removes what is left.',
  ],
  [
    'cluster deleted',
    'The kind cluster lab is gone: ./lab up --on kind makes it again, ./lab down --on kind removes what is left.',
  ],
  ['no answer', undefined],
])('preview, %s: what mends it is said, and nothing is changed', async (machine, note) => {
  const { run, lines } = fakeCommands(MACHINES[machine]);
  expect(await strandedNote({ kubeconfig: KUBECONFIG, run })).toBe(note);
  expect(lines.filter((line) => /^(docker start|kind delete|kubectl)/.test(line))).toEqual([]);
});

test.each([recoverForUp, recoverForDown])('after a killed run what was pending is looked up: %p', async (recover) => {
  const { pulumi, printed } = await recovered(recover, { machine: 'running', pending: [{ type: 'creating' }] });
  expect(pulumi).toEqual([EXPORT, REFRESH]);
  expect(printed).toEqual(['an earlier run was killed in the middle; what it left is looked up first']);
});

test.each([recoverForUp, recoverForDown])('a cluster of somebody else is never started or deleted: %p', async (recover) => {
  expect(await recovered(recover, { machine: 'cluster deleted', kubeconfig: undefined })).toMatchObject({
    lines: [],
    pulumi: [EXPORT],
  });
});

test('a stack that has made no cluster asks for none', async () => {
  const kubeconfig = join(folder, 'none');
  expect((await recovered(recoverForUp, { machine: 'cluster deleted', kubeconfig })).lines).toEqual([]);
});

test('a marker that cannot be read as one is no cluster of ours', async () => {
  const kubeconfig = join(folder, 'odd');
  writeFileSync(`${kubeconfig}.cluster.json`, '{"spec": 3}');
  expect((await recovered(recoverForDown, { machine: 'cluster deleted', kubeconfig })).lines).toEqual([]);
});
