import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';

const POLL_MS = 200;

/** A Prometheus of its own on a loopback port, with its own storage, which is removed with it. */
export class RealPrometheus {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lab-prometheus-'));
  private child: ChildProcess | undefined;
  private log = '';
  public url = '';

  /** @param target `host:port`, scraped every second as job `fastapi` */
  public async start(target: string): Promise<void> {
    const config = join(this.folder, 'prometheus.yml');
    writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [{ job_name: 'fastapi', static_configs: [{ targets: [target] }] }],
      }),
    );
    const address = `127.0.0.1:${await freePort()}`;
    this.url = `http://${address}`;
    const args = [`--config.file=${config}`, `--storage.tsdb.path=${this.folder}/data`, `--web.listen-address=${address}`];
    this.child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
  }

  /** Polls until a query has a value of at least that much. */
  public async until(query: string, least: number, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if ((await this.value(query)) >= least) return;
      if (performance.now() > deadline) throw new Error(`${query} did not reach ${least}\n${this.log}`);
      await later(POLL_MS);
    }
  }

  public async stop(): Promise<void> {
    const { child } = this;
    if (child !== undefined && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async value(query: string): Promise<number> {
    try {
      const response = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(query)}`);
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
      return Number(data.result[0]?.value[1] ?? 0);
    } catch {
      // Not listening yet; the deadline of `until` bounds it.
      return 0;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
