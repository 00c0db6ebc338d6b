import type { SimulationConfig } from '../config';
import type { Workload } from '../workload';
import type { MeasuredRun } from './measured-run';

/** What the engine that a run was measured on adds to its manifests. */
export interface EngineSettings extends Pick<SimulationConfig, 'phases' | 'countersEverySeconds' | 'metricsEverySeconds'> {
  /** How a request finds its pod, where that is not as the manifests say. */
  readonly balancing?: Workload['balancing'];
  readonly startup: Partial<Workload['startup']>;
}

/** Processes on this machine: nothing is pulled or scheduled, and the engine reads its counters every second. */
const LOCAL: EngineSettings = {
  // Its Service gives a new connection to the pod with the fewest.
  balancing: 'least-outstanding',
  startup: { scheduleSeconds: 0, containerSeconds: 0.1, endpointSeconds: 0.1 },
  countersEverySeconds: { shortest: 1, longest: 1 },
  // Its metrics server ticks at the same pace as the controllers, a moment before them.
  phases: { hpaSyncAfterScrapeMs: 100 },
};

/** Like any simulation of manifests: kubelets read the counters, and nothing ticks in step with anything else. */
const CLUSTER: EngineSettings = { startup: {} };

/** The lab's own cluster: infra/platform/metrics-server.ts sets the resolution. */
const KIND: EngineSettings = { ...CLUSTER, metricsEverySeconds: 10 };

export function engineSettings({ engine }: Pick<MeasuredRun, 'engine'>): EngineSettings {
  switch (engine) {
    case 'kind':
      return KIND;
    case 'existing':
      return CLUSTER;
    case 'local':
    case 'simulate':
      return LOCAL;
  }
}
