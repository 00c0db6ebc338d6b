import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { THIS_THREAD, type SimulationConfig, type SimulationRun, type Threads } from '../../scaling/simulate';

export interface Task {
  readonly config: SimulationConfig;
  readonly seed: number;
}

interface Waiting extends Task {
  readonly resolve: (answer: SimulationRun) => void;
  readonly reject: (error: Error) => void;
}

class WorkerThreads implements Threads {
  private readonly idle: Worker[] = [];
  private readonly queue: Waiting[] = [];
  private readonly running = new Map<Worker, Waiting>();

  public constructor(
    private readonly file: string,
    private readonly most: number,
  ) {}

  /** Seed by seed, so that all threads have work until the end. */
  public run(config: SimulationConfig, seeds: readonly number[]): Promise<readonly SimulationRun[]> {
    const runs = seeds.map(
      (seed) => new Promise<SimulationRun>((resolve, reject) => this.queue.push({ config, seed, resolve, reject })),
    );
    this.hand();
    return Promise.all(runs);
  }

  private hand(): void {
    while (this.queue.length > 0) {
      const worker = this.idle.pop() ?? (this.running.size < this.most ? this.started() : undefined);
      const waiting = worker && this.queue.shift();
      if (worker === undefined || waiting === undefined) return;
      this.running.set(worker, waiting);
      worker.ref();
      worker.postMessage({ config: waiting.config, seed: waiting.seed } satisfies Task);
    }
  }

  private started(): Worker {
    const worker = new Worker(this.file);
    worker.on('message', (answer: SimulationRun) => {
      this.running.get(worker)?.resolve(answer);
      this.running.delete(worker);
      worker.unref();
      this.idle.push(worker);
      this.hand();
    });
    // A thread that dies of a bug takes its task with it; the others go on.
    worker.on('error', (error) => {
      this.running.get(worker)?.reject(error);
      this.running.delete(worker);
      this.hand();
    });
    return worker;
  }
}

const WORKER = join(__dirname, 'worker.js');

/**
 * As many threads as this machine has processors, started when there is work for them. They stay for the whole command, because
 * starting one takes longer than a short simulation, but idle ones do not keep the process alive. Without compiled code (tests run
 * on TypeScript) everything runs in this thread.
 */
export const simulationThreads: Threads =
  availableParallelism() > 1 && existsSync(WORKER) ? new WorkerThreads(WORKER, availableParallelism()) : THIS_THREAD;
