import type { Cluster } from '../pods/cluster';
import type { KnownPhases, SimulationConfig } from '../config';
import type { Outcomes } from '../results/outcomes';
import type { Requests } from '../load/requests';
import type { Timers } from '../engine/timers';
import type { Traffic } from '../pods/traffic';

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
