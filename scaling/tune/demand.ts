import { offeredRps, type Scenario } from '../../contract';
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
  const { concurrency, cpuLimitMillis, cpuMsPerRequest, cpuRequestMillis } = workload;
  const serviceMs = meanServiceMs(workload.serviceTime);
  const peakRps = Math.max(0, ...scenario.phases.map(({ rps = 0, from = 0, to = 0 }) => Math.max(rps, from, to)));
  // Without a limit to either, a pod is taken to be full when it uses the CPU that it requests.
  const cpuMillis = cpuLimitMillis ?? (concurrency === 0 ? cpuRequestMillis : Infinity);
  const podRps = Math.min(
    cpuMillis / Math.max(cpuMsPerRequest, 1e-9),
    concurrency === 0 ? Infinity : (1000 * concurrency) / serviceMs,
  );
  return { firstRps: offeredRps(scenario, 0), peakRps, peakBusyPods: peakRps / podRps, cpuMsPerRequest, serviceMs };
}
