import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LocalCluster } from '../cluster';
import type { LocalClusterOptions } from '../options';
import { WEB_APP } from './manifests';

export const REPOSITORY = resolve(__dirname, '..', '..');

const folders: string[] = [];

/** Removed by `stopLabs`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  folders.push(folder);
  return folder;
}

/** Options of an engine for tests, in a temporary folder. */
export function testOptions(overrides: Partial<LocalClusterOptions> = {}): LocalClusterOptions {
  return {
    root: REPOSITORY,
    apps: [WEB_APP],
    modelDir: '/nonexistent/model',
    runDir: overrides.runDir ?? temporaryFolder(),
    pythonPath: 'python3',
    redisServer: 'redis-server',
    log: () => undefined,
    ...overrides,
  };
}

const running: LocalCluster[] = [];

/** An engine that `stopLabs` ends. */
export async function startLab(overrides: Partial<LocalClusterOptions> = {}): Promise<LocalCluster> {
  const cluster = await LocalCluster.start(testOptions(overrides));
  running.push(cluster);
  return cluster;
}

/** Waits until a change brings the lab to this state, at most for the test's own time-out. */
export function until(cluster: LocalCluster, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) {
      resolve();
      return;
    }
    const stop = cluster.onChange(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** Ends what a test started, also when it failed; at most 2 s per pod. */
export async function stopLabs(): Promise<void> {
  for (const cluster of running.splice(0)) await cluster.stop({ graceSeconds: 2 });
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** What an engine left in its folder besides logs. */
export function leftIn(runDir: string): string[] {
  return existsSync(runDir) ? readdirSync(runDir).filter((name) => name !== 'logs') : [];
}

export interface WebAnswer {
  readonly pod: string;
  readonly pid: number;
  readonly args: readonly string[];
  readonly [name: string]: unknown;
}

/** GET over a connection of its own. */
export function get(address: string, port: number, path = '/'): Promise<WebAnswer> {
  return new Promise((done, reject) => {
    request({ host: address, port, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => done(JSON.parse(text) as WebAnswer));
    })
      .on('error', reject)
      .end();
  });
}
