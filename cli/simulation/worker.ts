import { parentPort } from 'node:worker_threads';
import { simulate } from '../../scaling/simulate';
import type { Task } from './threads';

/** One of the threads: a run for every seed that it is handed. */
parentPort?.on('message', ({ config, seed }: Task) => {
  parentPort?.postMessage(simulate(config, seed));
});
