import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, processStat } from '../machine/proc';
import { leftIn, REPOSITORY } from '../testing/lab';
import { cleanOrphans, stopOther } from './orphans';
import { isRunning, readState, stateFile, writeState, type LabState } from './state';

jest.setTimeout(60_000);

let runDir: string;
beforeEach(() => (runDir = mkdtempSync(join(tmpdir(), 'lab-orphans-'))));
afterEach(() => rmSync(runDir, { recursive: true, force: true }));

/** An engine with one ready pod, in another process. */
async function otherEngine(): Promise<{ readonly engine: ChildProcess; readonly state: LabState }> {
  const engine = spawn(process.execPath, [join(REPOSITORY, 'local', 'testing', 'engine.js'), runDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(engine.stdout, 'data');
  return { engine, state: readState(runDir)! };
}

function podProcesses(state: LabState): LabState['pods'][number]['processes'] {
  return state.pods.flatMap((pod) => pod.processes);
}

test('everything that a killed engine leaves is ended and removed', async () => {
  const { engine, state } = await otherEngine();
  expect(isRunning(state)).toBe(true);
  expect(podProcesses(state).filter(isAlive)).toHaveLength(1);
  engine.kill('SIGKILL');
  await once(engine, 'exit');
  await cleanOrphans(runDir);
  expect(podProcesses(state).filter(isAlive)).toEqual([]);
  expect(state.cgroups.filter((directory) => existsSync(directory))).toEqual([]);
  expect(leftIn(runDir)).toEqual([]);
});

test('a running engine is stopped from another process', async () => {
  const { engine, state } = await otherEngine();
  const exited = once(engine, 'exit');
  expect(await cleanOrphans(runDir)).toEqual([]);
  expect(await stopOther(runDir, { graceSeconds: 20 })).toBe(true);
  expect(await exited).toEqual([0, null]);
  expect(podProcesses(state).filter(isAlive)).toEqual([]);
  expect(leftIn(runDir)).toEqual([]);
  expect(await stopOther(runDir, { graceSeconds: 20 })).toBe(false);
});

test('a process that got the pid of an orphan is left alone', async () => {
  const innocent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const { pid, startTicks } = processStat(innocent.pid!)!;
  const self = processStat(process.pid)!;
  const state: LabState = {
    schema: 'lab.local-state/v1',
    runId: 'run-that-never-was',
    bootId: '',
    startedAt: '2026-01-01T00:00:00Z',
    engine: { pid: self.pid, startTicks: self.startTicks - 1 },
    apiUrl: '',
    addressRange: '',
    runDir,
    logDir: join(runDir, 'logs'),
    cgroups: [],
    limitsEnforced: { cpu: false, memory: false },
    services: [],
    pods: [{ namespace: 'n', name: 'p', ip: '', logs: [], processes: [{ pid, startTicks: startTicks + 1 }] }],
  };
  writeState(state);
  expect(await cleanOrphans(runDir)).toEqual([]);
  expect(existsSync(stateFile(runDir))).toBe(false);
  expect(isAlive({ pid, startTicks })).toBe(true);
  innocent.kill('SIGKILL');
  await once(innocent, 'exit');
});

test('a state file that something else wrote is not taken for a lab', () => {
  writeFileSync(stateFile(runDir), '{"schema":"other"}');
  expect(readState(runDir)).toBeUndefined();
  writeFileSync(stateFile(runDir), 'not json');
  expect(readState(runDir)).toBeUndefined();
});
