import type { Cluster } from '../cluster';
import type { KnownPhases, SimulationConfig } from '../config';
import type { Outcomes } from '../outcomes';
import type { Requests } from '../requests';
import type { Timers } from '../timers';
import type { Traffic } from '../traffic';

/** What an autoscaler in the simulation has to do with. */
export interface World {
  readonly config: SimulationConfig;
  readonly seed: number;
  readonly phases: KnownPhases;
  readonly cluster: Cluster;
  readonly traffic: Traffic;
  readonly outcomes: Outcomes;
  readonly requests: Requests;
  readonly timers: Timers;
}

/** From an autoscaler's write until the ReplicaSet has created or deleted pods, milliseconds. */
export const WRITE_TO_PODS_MS = 50;
