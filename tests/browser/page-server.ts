import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

export const REPO = resolve(__dirname, '..', '..');

/** Interpreter of the page's own environment, as `./lab` makes it. */
export const PAGE_PYTHON = process.env['STREAMLIT_PYTHON'] ?? join(REPO, '.lab', 'envs', 'streamlit', 'bin', 'python');

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const START_LIMIT_MS = 60_000;

/** The page on a loopback port, with what it is told about the lab. */
export class PageServer {
  private log = '';

  private constructor(
    private readonly child: ChildProcess,
    public readonly url: string,
  ) {
    const read = (chunk: Buffer): void => void (this.log += chunk.toString('utf8'));
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  }

  /** Resolves when Streamlit says that it serves; rejects with its log when it ends first. */
  public static async start(lab: Readonly<Record<string, string>>): Promise<PageServer> {
    const port = await freePort();
    const child = spawn(PAGE_PYTHON, ['-m', 'lab_streamlit'], {
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        PYTHONPATH: join(REPO, 'apps', 'streamlit', 'src'),
        PYTHONDONTWRITEBYTECODE: '1',
        PORT: String(port),
        ...lab,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new PageServer(child, `http://127.0.0.1:${port}`);
    await server.ready();
    return server;
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }

  private async ready(): Promise<void> {
    const endMs = Date.now() + START_LIMIT_MS;
    for (;;) {
      if (Date.now() > endMs) {
        await this.stop();
        throw new Error(`the page does not serve:\n${this.log}`);
      }
      if (this.child.exitCode !== null) throw new Error(`the page ended before it served:\n${this.log}`);
      const answer = await fetch(`${this.url}/_stcore/health`).catch(() => undefined);
      if (answer?.ok === true) return;
      await new Promise((again) => setTimeout(again, 200));
    }
  }
}

/** A Kubernetes API with one Deployment under an HPA, and nothing else. */
export async function fakeKubernetes(): Promise<{ readonly url: string; readonly stop: () => Promise<unknown> }> {
  const named = (name: string, rest: object): object => ({ metadata: { name }, ...rest });
  const lists: Readonly<Record<string, readonly object[]>> = {
    pods: [],
    statefulsets: [],
    deployments: [named('fastapi', { spec: {}, status: { replicas: 3, readyReplicas: 2 } })],
    horizontalpodautoscalers: [
      named('fastapi', { spec: { scaleTargetRef: { name: 'fastapi' }, minReplicas: 1, maxReplicas: 4 } }),
    ],
  };
  const server: Server = createServer((request, response) => {
    const items = lists[request.url?.split('/').at(-1) ?? ''];
    response.writeHead(items === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ items: items ?? [] }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
