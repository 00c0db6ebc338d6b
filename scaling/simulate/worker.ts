import { parentPort, workerData } from 'node:worker_threads';
import type { SimulationConfig } from './config';
import { simulate } from './simulate';

/** One thread of `simulateMany`: runs its share of the seeds and hands the runs over. */
const { config, seeds } = workerData as { readonly config: SimulationConfig; readonly seeds: readonly number[] };
parentPort?.postMessage(seeds.map((seed) => simulate(config, seed)));
