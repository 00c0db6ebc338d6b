import type { ContainerCgroup } from '../cgroup';
import type { Clock } from '../clock';
import type { ContainerPlan } from './plan';
import { ProcessGroup } from './process-group';

/** Exit code of a command that cannot be started, as in a shell. */
const CANNOT_START = 126;

export interface SideContext {
  readonly clock: Clock;
  readonly cgroup: ContainerCgroup | undefined;
}

/** Commands that run beside a container's program, with its environment and limits: probes and hooks. */
export class SideCommands {
  private readonly running = new Set<ProcessGroup>();

  public constructor(
    private readonly plan: ContainerPlan,
    private readonly context: SideContext,
  ) {}

  public groups(): ProcessGroup[] {
    return [...this.running];
  }

  public killAll(): void {
    for (const group of this.running) group.signal('SIGKILL');
  }

  /** The exit code, or null when it took too long and was killed. */
  public async run(command: readonly string[], timeoutMs: number): Promise<number | null> {
    let group: ProcessGroup;
    try {
      group = ProcessGroup.start({
        ...this.plan,
        command: this.plan.sideCommand(command),
        logFile: '/dev/null',
        cgroupDirectories: this.context.cgroup?.directories ?? [],
      });
    } catch {
      // As the container runtime: a command that cannot start has failed.
      return CANNOT_START;
    }
    this.running.add(group);
    const timeOut = new Promise<null>((resolve) => {
      const timer = this.context.clock.after(timeoutMs, () => {
        group.signal('SIGKILL');
        resolve(null);
      });
      void group.exited.then(() => timer.cancel());
    });
    const code = await Promise.race([group.exited.then((exit) => exit.exitCode), timeOut]);
    this.running.delete(group);
    return code;
  }
}
