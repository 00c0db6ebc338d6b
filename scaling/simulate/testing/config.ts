import { scenarioSchema } from '../../../contract/scenario';
import type { SimulationConfig } from '../config';
import { completeWorkload, type Workload } from '../workload';

/** A pod that takes one request at a time and 10 ms for it, without CPU limit, ready five seconds after its creation. */
export function exampleWorkload(different: Partial<Workload> = {}): Workload {
  return completeWorkload({
    serviceTime: { kind: 'exponential', meanMs: 10 },
    cpuMsPerRequest: 10,
    cpuRequestMillis: 1000,
    startup: { applicationSeconds: 3, readinessPeriodSeconds: 1, endpointSeconds: 0.5 },
    shutdown: { endpointSeconds: 0.5 },
    ...different,
  });
}

/** 50 requests per second for a minute on two pods. */
export function exampleConfig(different: Partial<SimulationConfig> = {}): SimulationConfig {
  return {
    load: { kind: 'scenario', scenario: scenarioSchema.parse({ phases: [{ seconds: 60, rps: 50 }] }) },
    workload: exampleWorkload(),
    autoscaler: { kind: 'fixed', replicas: 2 },
    prices: { vcpuHourUsd: 0.03, gibHourUsd: 0.004 },
    slo: { p95Ms: 100, errorRate: 0.01 },
    ...different,
  };
}

/** An M/M/c queue: one queue, `servers` workers, exponential service of 1 ms on average. */
export function multiServerQueue(servers: number, utilization: number, requests: number): SimulationConfig {
  const meanMs = 1;
  const rps = (1000 * servers * utilization) / meanMs;
  return exampleConfig({
    load: {
      kind: 'scenario',
      scenario: scenarioSchema.parse({ phases: [{ seconds: requests / rps, rps }], timeoutMs: 600_000 }),
    },
    workload: exampleWorkload({ concurrency: servers, serviceTime: { kind: 'exponential', meanMs }, cpuMsPerRequest: meanMs }),
    autoscaler: { kind: 'fixed', replicas: 1 },
  });
}
