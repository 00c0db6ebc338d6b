import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

export const REPO = resolve(__dirname, '..', '..');

export interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A running `./lab` command whose output can be waited on. */
export class LabCommand {
  private output = '';
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();
  public readonly finished: Promise<Finished>;

  public constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn('./lab', args, { cwd: REPO, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const read = (chunk: Buffer): void => {
      this.output += chunk.toString('utf8');
      for (const watcher of this.watchers) watcher();
    };
    this.child.stdout?.on('data', read);
    this.child.stderr?.on('data', read);
    this.finished = new Promise((done) => {
      this.child.on('close', (exitCode) => {
        for (const watcher of this.watchers) watcher();
        done({ exitCode, output: this.output });
      });
    });
  }

  public signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** As when the program that reads the output has ended. */
  public closeOutput(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  /** Resolves when the output holds the text; rejects when the command ends first. */
  public until(text: string): Promise<void> {
    return new Promise((done, fail) => {
      const look = (): void => {
        if (this.output.includes(text)) settle(done);
        else if (this.child.exitCode !== null)
          settle(() => fail(new Error(`lab ended before printing "${text}":\n${this.output}`)));
      };
      const settle = (finish: () => void): void => {
        this.watchers.delete(look);
        finish();
      };
      this.watchers.add(look);
      look();
    });
  }
}

export function lab(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new LabCommand(args, env).finished;
}
