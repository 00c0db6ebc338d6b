import { offeredRps, type Scenario } from '../../contract';
import { podRps } from '../diff/simulated';
import { meanServiceMs, type Workload } from '../simulate';

/** What a load asks for, before any autoscaler has a say. */
export interface Demand {
  readonly firstRps: number;
  readonly peakRps: number;
  /** Pods that the peak keeps busy all the time. */
  readonly peakBusyPods: number;
  readonly cpuMsPerRequest: number;
  readonly serviceMs: number;
}

export function demandOf(scenario: Scenario, workload: Workload): Demand {
  const { cpuMsPerRequest } = workload;
  const serviceMs = meanServiceMs(workload.serviceTime);
  const peakRps = Math.max(0, ...scenario.phases.map(({ rps = 0, from = 0, to = 0 }) => Math.max(rps, from, to)));
  return { firstRps: offeredRps(scenario, 0), peakRps, peakBusyPods: peakRps / podRps(workload), cpuMsPerRequest, serviceMs };
}
