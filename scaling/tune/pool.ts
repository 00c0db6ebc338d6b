import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { simulate, type SimulationConfig, type Totals } from '../simulate';

/** Simulates one configuration with one seed after another. */
export interface Pool {
  run(config: SimulationConfig, seeds: readonly number[]): Promise<readonly Totals[]>;
  close(): Promise<void>;
}

export interface PoolTask {
  readonly id: number;
  readonly config: SimulationConfig;
  readonly seeds: readonly number[];
}

export interface PoolAnswer {
  readonly id: number;
  readonly totals: readonly Totals[];
}

/**
 * Threads that stay for a whole search, because starting one takes longer than a short simulation. Without compiled code (tests run on
 * TypeScript) everything runs in this thread. The answers do not depend on the number of threads.
 */
export function newPool(threads: number): Pool {
  const file = join(__dirname, 'worker.js');
  return threads > 1 && existsSync(file) ? new ThreadPool(file, threads) : new InlinePool();
}

class InlinePool implements Pool {
  public run(config: SimulationConfig, seeds: readonly number[]): Promise<readonly Totals[]> {
    return Promise.resolve(seeds.map((seed) => simulate(config, seed).totals));
  }

  public close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Waiting {
  readonly task: PoolTask;
  readonly resolve: (totals: readonly Totals[]) => void;
  readonly reject: (error: Error) => void;
}

class ThreadPool implements Pool {
  private readonly idle: Worker[];
  private readonly workers: readonly Worker[];
  private readonly queue: Waiting[] = [];
  private readonly running = new Map<Worker, Waiting>();
  private nextId = 0;

  public constructor(file: string, threads: number) {
    this.workers = Array.from({ length: threads }, () => this.start(new Worker(file)));
    this.idle = [...this.workers];
  }

  public run(config: SimulationConfig, seeds: readonly number[]): Promise<readonly Totals[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ task: { id: this.nextId++, config, seeds }, resolve, reject });
      this.hand();
    });
  }

  public async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private start(worker: Worker): Worker {
    worker.on('message', ({ totals }: PoolAnswer) => {
      this.running.get(worker)?.resolve(totals);
      this.running.delete(worker);
      this.idle.push(worker);
      this.hand();
    });
    // A thread that died of a bug takes its task with it; the others go on.
    worker.on('error', (error) => {
      this.running.get(worker)?.reject(error);
      this.running.delete(worker);
    });
    return worker;
  }

  private hand(): void {
    for (;;) {
      const worker = this.queue.length > 0 ? this.idle.pop() : undefined;
      const waiting = worker && this.queue.shift();
      if (worker === undefined || waiting === undefined) return;
      this.running.set(worker, waiting);
      worker.postMessage(waiting.task);
    }
  }
}
