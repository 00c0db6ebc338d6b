import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from '../cgroup';
import { pidsIn } from '../cgroup/files';
import { bootId, isAlive, pidsWithEnvironment, processStat, sendSignal, type ProcessIdentity } from '../machine/proc';
import { tokenFile } from '../engine/change-api';
import { RUN_ID_VARIABLE } from '../pods/plan';
import { kubeconfigFile } from './kubeconfig';
import { isRunning, readState, stateFile, type LabState } from './state';

const POLL_MS = 50;
const ORPHAN_GRACE_SECONDS = 5;

/** Polls, because only children of this process report their end. */
async function gone(alive: () => boolean, withinMs: number): Promise<boolean> {
  for (let leftMs = withinMs; leftMs > 0 && alive(); leftMs -= POLL_MS)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  return !alive();
}

/** Processes of a run: those in its state file, those with its mark in their environment, those in its cgroups. */
function processesOf(state: LabState): ProcessIdentity[] {
  const recorded = state.bootId === bootId() ? state.pods.flatMap((pod) => pod.processes).filter(isAlive) : [];
  const found = [...pidsWithEnvironment(RUN_ID_VARIABLE, state.runId), ...cgroupPids(state.cgroups)].flatMap(
    (pid) => processStat(pid) ?? [],
  );
  const byPid = new Map([...recorded, ...found].map((one) => [one.pid, { pid: one.pid, startTicks: one.startTicks }]));
  byPid.delete(process.pid);
  return [...byPid.values()].filter(isAlive);
}

function cgroupPids(directories: readonly string[]): number[] {
  return directories.flatMap((directory) => [...pidsIn(directory), ...childCgroups(directory).flatMap(pidsIn)]);
}

function childCgroups(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(directory, entry.name));
  } catch {
    return [];
  }
}

/** Ends the processes that a dead engine left behind, and returns their pids. */
export async function cleanOrphans(runDir: string): Promise<number[]> {
  const state = readState(runDir);
  if (state === undefined || isRunning(state)) return [];
  const orphans = processesOf(state);
  for (const orphan of orphans) if (isAlive(orphan)) sendSignal(orphan.pid, 'SIGTERM');
  await gone(() => processesOf(state).length > 0, ORPHAN_GRACE_SECONDS * 1000);
  for (const orphan of processesOf(state)) sendSignal(orphan.pid, 'SIGKILL');
  await gone(() => processesOf(state).length > 0, ORPHAN_GRACE_SECONDS * 1000);
  for (const directory of state.cgroups) await removeCgroup(directory);
  removeRunFiles(state);
  return orphans.map((orphan) => orphan.pid);
}

/** Everything in the run folder but the logs. */
export function removeRunFiles(state: Pick<LabState, 'runDir' | 'logDir'>): void {
  for (const name of ['pods', 'claims']) rmSync(join(state.runDir, name), { recursive: true, force: true });
  rmSync(stateFile(state.runDir), { force: true });
  rmSync(tokenFile(state.runDir), { force: true });
  rmSync(kubeconfigFile(state.runDir), { force: true });
  rmSync(`${stateFile(state.runDir)}.next`, { force: true });
  if (existsSync(state.runDir) && readdirSync(state.runDir).length === 0) rmSync(state.runDir, { recursive: true, force: true });
}

/**
 * Stops the engine that runs in this folder, from another process: SIGTERM, and SIGKILL after `graceSeconds`; then cleans up.
 * False when none was running.
 */
export async function stopOther(runDir: string, options: { readonly graceSeconds: number }): Promise<boolean> {
  const state = readState(runDir);
  const ran = state !== undefined && isRunning(state);
  if (ran) {
    sendSignal(state.engine.pid, 'SIGTERM');
    const ended = await gone(() => isRunning(state), options.graceSeconds * 1000);
    if (!ended && isRunning(state)) {
      sendSignal(state.engine.pid, 'SIGKILL');
      await gone(() => isRunning(state), ORPHAN_GRACE_SECONDS * 1000);
    }
  }
  await cleanOrphans(runDir);
  return ran;
}
