import { parentPort } from 'node:worker_threads';
import { simulate } from '../simulate';
import type { PoolAnswer, PoolTask } from './pool';

/** One thread of the pool: totals of every task that it is handed. */
parentPort?.on('message', ({ id, config, seeds }: PoolTask) => {
  const answer: PoolAnswer = { id, totals: seeds.map((seed) => simulate(config, seed).totals) };
  parentPort?.postMessage(answer);
});
