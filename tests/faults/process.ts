import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const RESTART_AFTER_MS = 200;

export interface Program {
  readonly script: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A process that is started again when it dies, as a kubelet does, until it is told to stay down. */
export class Supervised {
  private child: ChildProcess | undefined;
  private wanted = false;
  public restarts = 0;

  public constructor(private readonly program: Program) {}

  public start(): void {
    this.wanted = true;
    const { script, args, env } = this.program;
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    this.child = child;
    child.once('exit', () => {
      if (this.child !== child || !this.wanted) return;
      this.restarts++;
      void delay(RESTART_AFTER_MS).then(() => {
        if (this.wanted && this.child === child) this.start();
      });
    });
  }

  /** To the process that runs now; of a signal that kills it comes back as another process. */
  public signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Ends it and leaves it so. */
  public async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.wanted = false;
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }
}
