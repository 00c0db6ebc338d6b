import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { writingTo } from '../machine/files';
import { processStat, sendSignal, type ProcessIdentity } from '../machine/proc';

export interface Launch {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Output is appended here by the process itself; the engine does not touch it. */
  readonly logFile: string;
  /** Joined before the program starts, so that it is limited from its first moment. */
  readonly cgroupDirectories: readonly string[];
}

export interface Exit {
  /** As in a shell: 128 + signal number when a signal ended the process. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
}

/** Joins cgroups, then becomes the program: the pid stays the same. */
const JOIN_AND_RUN = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 126; shift; done; shift; exec "$@"';

let deathSignalPrefix: readonly string[] | undefined;

/** setpriv of util-linux makes the kernel end a pod when the engine dies; without it the next start ends orphans. */
function dieWithEngine(): readonly string[] {
  deathSignalPrefix ??=
    spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'TERM', '--'] : [];
  return deathSignalPrefix;
}

/** A program in its own session and process group, which ends as a whole. */
export class ProcessGroup {
  public readonly identity: ProcessIdentity;
  /** Settles when the first process of the group has ended and the rest of the group was killed. */
  public readonly exited: Promise<Exit>;

  private constructor(child: ReturnType<typeof spawn>, pid: number) {
    this.identity = { pid, startTicks: processStat(pid)?.startTicks ?? 0 };
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        sendSignal(-pid, 'SIGKILL');
        resolve({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal });
      });
    });
  }

  /** Throws when the machine cannot start another process or the log cannot be written. */
  public static start(launch: Launch): ProcessGroup {
    const log = writingTo(launch.logFile, () => openSync(launch.logFile, 'a', 0o644));
    try {
      const child = spawn(
        '/bin/sh',
        ['-c', JOIN_AND_RUN, 'sh', ...launch.cgroupDirectories, '--', ...dieWithEngine(), ...launch.command],
        { cwd: launch.workingDirectory, env: launch.environment, stdio: ['ignore', log, log], detached: true },
      );
      child.on('error', () => {
        // Reported below through the missing pid.
      });
      if (child.pid === undefined) throw new Error(`cannot start a process in ${launch.workingDirectory}`);
      return new ProcessGroup(child, child.pid);
    } finally {
      closeSync(log);
    }
  }

  /** False when the group has ended. */
  public signal(signal: NodeJS.Signals): boolean {
    return sendSignal(-this.identity.pid, signal);
  }
}
