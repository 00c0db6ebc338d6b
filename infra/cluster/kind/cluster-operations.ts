import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../../contract';
import { lastLines, type CommandResult, type RunCommand } from '../../commands';
import { kindConfig, nodeContainer, type KindClusterSpec } from './kind-config';
import { readMarker, removeMarker, writeMarker } from './kind-marker';
import { writePatches } from './static-pods';

export interface KindClusterInputs extends KindClusterSpec {
  /** A file of the lab's own: the user's kubeconfig is never written to. */
  readonly kubeconfigPath: string;
}

export interface KindClusterState extends KindClusterInputs {
  /** Container of the node: another one is another cluster, even of the same name. */
  readonly containerId: string;
  readonly kubeconfig: string;
}

/** How long kind may wait for the node to be ready. */
const READY_WAIT = '180s';

/**
 * Makes the cluster, or takes the one that this stack made already. One that an interrupted run left half made, or that was
 * made from other settings, is made again.
 *
 * @throws UserError when somebody else's cluster has that name, or kind fails
 */
export async function createCluster(inputs: KindClusterInputs, run: RunCommand): Promise<KindClusterState> {
  const { kubeconfigPath } = inputs;
  const spec = specOf(inputs);
  if (await clusterExists(inputs.name, run)) {
    const marker = readMarker(kubeconfigPath);
    if (marker === undefined) throw foreignCluster(inputs.name);
    if (marker.state === 'ready' && isSame(marker.spec, spec)) return adopt(inputs, run);
    await deleteCluster(inputs, run);
  }
  writeMarker(kubeconfigPath, { state: 'creating', spec });
  const patches = patchesOf(kubeconfigPath);
  writePatches(patches);
  const created = await run(
    ['kind', 'create', 'cluster', '--config', '-', '--kubeconfig', kubeconfigPath, '--wait', READY_WAIT],
    kindConfig(spec, patches),
  );
  if (created.exitCode !== 0) {
    // kind removes what it made; only a run that was ended from outside leaves nodes behind a marker.
    removeMarker(kubeconfigPath);
    throw failed(`kind create cluster ${inputs.name}`, created, 'Docker must be running, with 4 GiB of memory free.');
  }
  writeMarker(kubeconfigPath, { state: 'ready', spec });
  return stateOf(inputs, run);
}

/** The cluster as it is now; undefined when it is gone, or another one has its name. */
export async function readCluster(state: KindClusterState, run: RunCommand): Promise<KindClusterState | undefined> {
  if (!(await clusterExists(state.name, run))) return undefined;
  return (await containerIdOf(state.name, run)) === state.containerId ? state : undefined;
}

/** Removes the cluster with its files; one that is gone already, or is not this stack's, is left alone. */
export async function deleteCluster({ name, kubeconfigPath }: KindClusterInputs, run: RunCommand): Promise<void> {
  if (readMarker(kubeconfigPath) !== undefined && (await clusterExists(name, run))) {
    const deleted = await run(['kind', 'delete', 'cluster', '--name', name, '--kubeconfig', kubeconfigPath]);
    if (deleted.exitCode !== 0) throw failed(`kind delete cluster --name ${name}`, deleted, 'Docker must be running.');
  }
  rmSync(kubeconfigPath, { force: true });
  rmSync(patchesOf(kubeconfigPath), { recursive: true, force: true });
  removeMarker(kubeconfigPath);
}

function patchesOf(kubeconfigPath: string): string {
  return join(dirname(kubeconfigPath), 'patches');
}

/** Writes the kubeconfig again, for example to another place. */
async function adopt(inputs: KindClusterInputs, run: RunCommand): Promise<KindClusterState> {
  const exported = await run(['kind', 'export', 'kubeconfig', '--name', inputs.name, '--kubeconfig', inputs.kubeconfigPath]);
  if (exported.exitCode !== 0) throw failed(`kind export kubeconfig --name ${inputs.name}`, exported, 'Docker must be running.');
  return stateOf(inputs, run);
}

export async function clusterExists(name: string, run: RunCommand): Promise<boolean> {
  const listed = await run(['kind', 'get', 'clusters']);
  if (listed.exitCode !== 0) throw failed('kind get clusters', listed, 'Docker must be running.');
  return listed.stdout.split('\n').some((line) => line.trim() === name);
}

async function containerIdOf(name: string, run: RunCommand): Promise<string> {
  const inspected = await run(['docker', 'inspect', '--format', '{{.Id}}', nodeContainer(name)]);
  return inspected.stdout.trim();
}

async function stateOf(inputs: KindClusterInputs, run: RunCommand): Promise<KindClusterState> {
  const containerId = await containerIdOf(inputs.name, run);
  return { ...inputs, containerId, kubeconfig: readFileSync(inputs.kubeconfigPath, 'utf8') };
}

export function specOf({ name, apiServerPort, nodeImage }: KindClusterSpec): KindClusterSpec {
  return { name, apiServerPort, nodeImage };
}

function isSame(one: unknown, other: KindClusterSpec): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function foreignCluster(name: string): UserError {
  return new UserError({
    code: 'cluster-not-ours',
    where: `kind cluster ${name}`,
    problem: 'exists already, and this stack did not make it.',
    fix: `Give the lab another name (pulumi config set lab:clusterName <name>), or remove that one: kind delete cluster --name ${name}`,
  });
}

/** The error for a program that failed, with its last lines. */
export function failed(command: string, result: CommandResult, fix: string): UserError {
  return new UserError({
    code: 'command-failed',
    where: command,
    problem: `failed (exit code ${result.exitCode}). Its last lines:\n${lastLines(result)}`,
    fix,
  });
}
