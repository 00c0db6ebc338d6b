import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../contract';
import { Interrupted } from '../interrupt';

export interface PulumiOptions {
  /** Folder of Pulumi.yaml. */
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly signal: AbortSignal;
}

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Oldest Pulumi whose engine was seen to run the program: the dynamic providers and wait conditions that it uses. */
export const OLDEST_PULUMI = '3.200.0';
/** How long Pulumi may take to write its state after it was asked to stop. */
const STOP_MS = 60_000;

/** Runs the pulumi program, so that a stop lets it write its state and end what it started. */
export class Pulumi {
  public constructor(private readonly options: PulumiOptions) {}

  /**
   * Runs a command whose output only the lab reads.
   *
   * @param extra added to the environment
   */
  public read(args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return this.run(args, () => undefined, extra);
  }

  /** Runs a command and hands over every line of its progress. */
  public follow(args: readonly string[], onLine: (line: string) => void): Promise<Finished> {
    return this.run(args, onLine, {});
  }

  private async run(args: readonly string[], onLine: (line: string) => void, extra: NodeJS.ProcessEnv): Promise<Finished> {
    const { cwd, logFile, signal } = this.options;
    signal.throwIfAborted();
    // Pulumi's Kubernetes provider leaves the kubeconfig, credentials and all, among the temporary files.
    const temporary = mkdtempSync(join(tmpdir(), 'lab-pulumi-'));
    const environment = { ...this.options.environment, TMPDIR: temporary, ...extra };
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    log.write(`$ pulumi ${args.join(' ')}\n`);
    // A group of its own: ctrl-C in the terminal must reach only the engine, which then ends its plugins in order.
    const child = spawn('pulumi', args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stop = (): void => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), STOP_MS).unref();
    };
    signal.addEventListener('abort', stop, { once: true });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[name].on('data', (chunk: Buffer) => {
        log.write(chunk);
        texts[name] += chunk.toString('utf8');
        const lines = (rest + chunk.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.filter((one) => one.trim() !== '')) onLine(line);
      });
    }
    try {
      const exitCode = await new Promise<number | null>((resolve, reject) => {
        child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? notInstalled() : error));
        child.on('close', resolve);
      });
      if (signal.aborted) throw interrupted();
      return { exitCode: exitCode ?? 1, ...texts };
    } finally {
      signal.removeEventListener('abort', stop);
      log.end();
      rmSync(temporary, { recursive: true, force: true });
    }
  }
}

/** @throws UserError when Pulumi is missing or too old */
export async function requirePulumi(pulumi: Pulumi): Promise<void> {
  const { stdout } = await pulumi.read(['version']);
  const version = stdout.trim().replace(/^v/, '');
  if (isAtLeast(version, OLDEST_PULUMI)) return;
  throw new UserError({
    code: 'pulumi-too-old',
    where: `pulumi ${version === '' ? '(unknown version)' : version}`,
    problem: `is too old: the lab needs Pulumi ${OLDEST_PULUMI} or newer.`,
    fix: 'Update it, for example with its installer (https://www.pulumi.com/docs/iac/download-install/).',
    exit: 'environment',
  });
}

/** `3.248.0` is at least `3.200.0`; what follows a dash or plus does not count. */
export function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string): number[] => (text.split(/[-+]/)[0] ?? '').split('.').map(Number);
  const [one, other] = [numbers(version), numbers(oldest)];
  if (one.length !== 3 || one.some((part) => !Number.isInteger(part))) return false;
  const differs = one.findIndex((part, index) => part !== other[index]);
  return differs === -1 || (one[differs] ?? 0) > (other[differs] ?? 0);
}

function notInstalled(): UserError {
  return new UserError({
    code: 'pulumi-missing',
    where: 'pulumi',
    problem: 'is not installed, or not on PATH.',
    fix: [
      'Install the Pulumi CLI (https://www.pulumi.com/docs/iac/download-install/).',
      'On Debian 12 as root, with package registries only: ./lab up --on kind --from-packages builds it.',
    ].join('\n  '),
    exit: 'environment',
  });
}

/** Unlike a local lab, what is on a cluster stays. */
function interrupted(): Interrupted {
  return new Interrupted({
    problem: 'Pulumi stopped in order; what it had made stays on the cluster.',
    fix: 'Run the command again to go on, or remove everything: ./lab down with the same --on.',
  });
}
