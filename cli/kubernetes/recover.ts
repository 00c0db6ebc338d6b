import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { nodeContainer } from '../../infra/cluster/kind/kind-config';
import type { RunCommand } from '../../infra/commands';
import type { Pulumi } from './pulumi';
import { updateError } from './update-error';

/** What there is of a stack's own cluster. `unknown`: kind or Docker gives no answer, which the update itself will tell. */
type ClusterState = 'absent' | 'running' | 'stopped' | 'gone' | 'unknown';

export interface Recovery {
  readonly pulumi: Pick<Pulumi, 'read'>;
  readonly stack: { readonly name: string; readonly logFile: string };
  /** The kubeconfig of the stack's own kind cluster. Undefined for a cluster that somebody else keeps. */
  readonly kubeconfig: string | undefined;
  readonly run: RunCommand;
  readonly print: (line: string) => void;
  /** @default - a pause of that length */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** How long a node that was started again may take until its API answers: 2 minutes. */
const POLLS = 60;
const POLL_MS = 2000;

const markerSchema = z.object({ spec: z.object({ name: z.string() }) });
const exportSchema = z.object({ deployment: z.object({ pending_operations: z.array(z.unknown()).nullish() }).nullish() });

/**
 * Mends, before an update, what happened behind the stack's back: a node that was stopped is started again, a cluster that is
 * gone or does not come back is made anew, and what a killed run had begun is looked up. Objects that were deleted one by one
 * are seen by the update's own refresh.
 */
export async function recoverForUp(recovery: Recovery): Promise<void> {
  const { kubeconfig, run, print } = recovery;
  const name = kubeconfig === undefined ? undefined : clusterNameOf(kubeconfig);
  if (kubeconfig !== undefined && name !== undefined) {
    const state = await clusterState(name, run);
    if (state === 'stopped' && !(await startNode({ ...recovery, kubeconfig }, name))) {
      print(`    the kind cluster ${name} does not come back; it is deleted and made again, with everything in it`);
      await run(['kind', 'delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig]);
      return forgetObjects(recovery);
    }
    if (state === 'gone') {
      print(`    the kind cluster ${name} is gone; it is made again`);
      return forgetObjects(recovery);
    }
  }
  await clearPending(recovery);
}

/** Makes sure that a destroy can end: what was in a cluster that is gone or stopped needs no deleting. */
export async function recoverForDown(recovery: Recovery): Promise<void> {
  const { kubeconfig, run, print } = recovery;
  const name = kubeconfig === undefined ? undefined : clusterNameOf(kubeconfig);
  const state = name === undefined ? 'absent' : await clusterState(name, run);
  if (state === 'gone' || state === 'stopped') {
    print(`    the kind cluster ${name ?? ''} ${state === 'gone' ? 'is gone' : 'is stopped'}; what was in it goes with it`);
    return forgetObjects(recovery);
  }
  await clearPending(recovery);
}

/**
 * For a command of Pulumi itself, which mends nothing: why it cannot reach the stack's own cluster, and what to run. Undefined while
 * the cluster is there, or nobody can tell.
 */
export async function strandedNote({
  kubeconfig,
  run,
}: {
  readonly kubeconfig: string;
  readonly run: RunCommand;
}): Promise<string | undefined> {
  const name = clusterNameOf(kubeconfig);
  const state = name === undefined ? 'absent' : await clusterState(name, run);
  if (state !== 'stopped' && state !== 'gone') return undefined;
  const [what, mends] = state === 'stopped' ? ['has a stopped node', 'starts it again'] : ['is gone', 'makes it again'];
  return `The kind cluster ${name ?? ''} ${what}: ./lab up --on kind ${mends}, ./lab down --on kind removes what is left.`;
}

/** The cluster that the stack has made; undefined when it has made none. */
function clusterNameOf(kubeconfig: string): string | undefined {
  const marker = `${kubeconfig}.cluster.json`;
  return existsSync(marker) ? markerSchema.safeParse(JSON.parse(readFileSync(marker, 'utf8'))).data?.spec.name : undefined;
}

async function clusterState(name: string, run: RunCommand): Promise<ClusterState> {
  const listed = await run(['kind', 'get', 'clusters']);
  if (listed.exitCode !== 0) return 'unknown';
  if (!listed.stdout.split('\n').includes(name)) return 'gone';
  const inspected = await run(['docker', 'inspect', '--format', '{{.State.Running}}', nodeContainer(name)]);
  if (inspected.exitCode !== 0) return 'unknown';
  return inspected.stdout.trim() === 'true' ? 'running' : 'stopped';
}

/** Starts the node and waits for its API. Returns whether it answers. */
async function startNode(
  { run, print, wait = delay, kubeconfig }: Recovery & { kubeconfig: string },
  name: string,
): Promise<boolean> {
  print(`    the node of the kind cluster ${name} is stopped; it is started again`);
  const started = await run(['docker', 'start', nodeContainer(name)]);
  if (started.exitCode !== 0) return false;
  for (let poll = 0; poll < POLLS; poll++) {
    const ready = await run(['kubectl', '--kubeconfig', kubeconfig, '--request-timeout', '5s', 'get', '--raw', '/readyz']);
    if (ready.exitCode === 0) return true;
    await wait(POLL_MS);
  }
  return false;
}

/** Takes the objects of an unreachable cluster out of the state. */
function forgetObjects(recovery: Recovery): Promise<void> {
  return refresh(recovery, ['--clear-pending-creates'], { PULUMI_K8S_DELETE_UNREACHABLE: 'true' });
}

/**
 * A run that was killed leaves notes of what it was about to make. Whatever of it exists carries the stack's own annotation, and
 * is found again by its name.
 */
async function clearPending(recovery: Recovery): Promise<void> {
  const { pulumi, stack, print } = recovery;
  const exported = await pulumi.read(['stack', 'export', '--stack', stack.name]);
  if (exported.exitCode !== 0) throw updateError('pulumi stack export', stack.name, exported, stack.logFile);
  const { deployment } = exportSchema.parse(JSON.parse(exported.stdout));
  if ((deployment?.pending_operations ?? []).length === 0) return;
  print('    an earlier run was killed in the middle; what it left is looked up first');
  await refresh(recovery, ['--clear-pending-creates']);
}

async function refresh(
  { pulumi, stack }: Recovery,
  flags: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const refreshed = await pulumi.read(
    ['refresh', '--stack', stack.name, '--yes', '--skip-preview', '--non-interactive', '--color', 'never', ...flags],
    environment,
  );
  if (refreshed.exitCode !== 0) throw updateError('pulumi refresh', stack.name, refreshed, stack.logFile);
}
