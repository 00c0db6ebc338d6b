import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { coerce, gte } from 'semver';
import { UserError } from '../../contract';
import { loggedGroup } from '../child';
import { Interrupted } from '../interrupt';

interface PulumiOptions {
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
const OLDEST_PULUMI = '3.200.0';
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
    appendFileSync(logFile, `$ pulumi ${args.join(' ')}\n`);
    // A group of its own: ctrl-C in the terminal must reach only the engine, which then ends its plugins in order.
    const child = execa('pulumi', args, {
      cwd,
      env: environment,
      ...loggedGroup({ file: logFile, append: true }),
      cancelSignal: signal,
      killSignal: 'SIGINT',
      forceKillAfterDelay: STOP_MS,
    });
    try {
      for await (const line of child.iterable({ from: 'all' })) if (line.trim() !== '') onLine(line);
      const { exitCode = 1, stdout, stderr, code } = await child;
      if (code === 'ENOENT') throw notInstalled();
      if (signal.aborted) throw interrupted();
      return { exitCode, stdout, stderr };
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
}

/** @throws UserError when Pulumi is missing or too old */
export async function requirePulumi(pulumi: Pulumi): Promise<void> {
  const { stdout } = await pulumi.read(['version']);
  const version = coerce(stdout);
  if (version !== null && gte(version, OLDEST_PULUMI)) return;
  throw new UserError({
    code: 'pulumi-too-old',
    where: `pulumi ${stdout.trim().replace(/^v/, '') || '(unknown version)'}`,
    problem: `is too old: the lab needs Pulumi ${OLDEST_PULUMI} or newer.`,
    fix: 'Update it, for example with its installer (https://www.pulumi.com/docs/iac/download-install/).',
  });
}

export function notInstalled(): UserError {
  return new UserError({
    code: 'pulumi-missing',
    where: 'pulumi',
    problem: 'is not installed, or not on PATH.',
    fix: [
      'Install the Pulumi CLI (https://www.pulumi.com/docs/iac/download-install/).',
      'On Debian 12 as root, with package registries only: ./lab up --on kind --from-packages builds it.',
    ].join('\n  '),
  });
}

/** Unlike a local lab, what is on a cluster stays. */
function interrupted(): Interrupted {
  return new Interrupted({
    problem: 'Pulumi stopped in order; what it had made stays on the cluster.',
    fix: 'Run the command again to go on, or remove everything: ./lab down with the same --on.',
  });
}
