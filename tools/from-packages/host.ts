import { execaSync } from 'execa';
import type { Layout } from './layout';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** The whole output goes here; the last lines are shown when the command fails. */
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
  /** Shown when the command fails. */
  readonly fix: string;
}

/** Runs a command to its end in a process group of its own, ended whole on abort; a failure is a UserError with its last lines. */
export type RunCommand = (command: readonly string[], options: CommandOptions) => Promise<string>;

/** Clock, environment, terminal and commands for the tool, which reads none by itself. */
export interface Host {
  readonly layout: Layout;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly run: RunCommand;
  readonly print: (line: string) => void;
  readonly nowSeconds: () => number;
}

export interface Call {
  /** Name of the log file. */
  readonly log: string;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  readonly fix?: string;
}

const FIX =
  'Check that the package registries can be reached and that the disk has space. Then run the command again; finished parts are kept.';

/** Runs a command with the host's environment, its log beside those of the other parts. */
export function call(host: Host, command: readonly string[], options: Call): Promise<string> {
  return host.run(command, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
    env: { ...host.environment, ...options.environment },
    signal: host.signal,
    logFile: host.layout.log(options.log),
    fix: options.fix ?? FIX,
  });
}

/** Runs a command whose exit code is its answer. */
export function succeeds([program = '', ...args]: readonly string[], environment: NodeJS.ProcessEnv, timeoutMs = 0): boolean {
  const options = { env: environment, extendEnv: false, stdio: 'ignore', timeout: timeoutMs, reject: false } as const;
  return !execaSync(program, args, options).failed;
}
