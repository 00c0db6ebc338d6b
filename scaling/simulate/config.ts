import type { Prices, Slo } from '../../contract/job';
import type { Scenario } from '../../contract/scenario';
import type { ControllerSettings, HpaSpec } from '../hpa';
import type { ScaledObject, TriggerContext } from '../keda';
import type { AutoscalerConfig } from '../kpa';
import type { DeploymentSpec } from '../rollout';
import type { Workload } from './workload';

/** Everything that one simulation depends on, besides the seed. Plain data, so that it can be sent to worker threads. */
export interface SimulationConfig {
  readonly load: Load;
  readonly workload: Workload;
  readonly autoscaler: Autoscaler;
  /** How the Deployment rolls out a new pod template; Kubernetes' defaults without it. Its replicas do not count here. */
  readonly deployment?: DeploymentSpec;
  /** When new pod templates are applied, in rising order. */
  readonly deploys?: readonly Deploy[];
  readonly prices: Pick<Prices, 'vcpuHourUsd' | 'gibHourUsd'>;
  readonly slo: Slo;
  /** Times at which sensors and controllers act, where known (from a recording); without them they are drawn anew for every seed. */
  readonly phases?: KnownPhases;
  /** How often the CPU counters of a container are read; by chance between the two. Without it as cAdvisor does, 10 to 20 s. */
  readonly countersEverySeconds?: { readonly shortest: number; readonly longest: number };
  /** How often metrics-server scrapes (--metric-resolution); 15 without it. */
  readonly metricsEverySeconds?: number;
  /** Totals count only requests that are sent from here on; 0 without it. */
  readonly measureFromSeconds?: number;
}

/** A new pod template is applied. Its pods need what those of the template before needed. */
export interface Deploy {
  readonly atSeconds: number;
  /** False for a template whose pods never get ready. True without it. */
  readonly podsGetReady?: boolean | undefined;
}

export type Load =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  /** Intended send times as recorded, milliseconds from the start, ascending. */
  | {
      readonly kind: 'trace';
      readonly timesMs: Float64Array | readonly number[];
      readonly seconds: number;
      readonly timeoutMs: number;
    }
  /** Closed loop: so many clients, each of which sends its next request on the answer. */
  | {
      readonly kind: 'clients';
      readonly steps: readonly { readonly seconds: number; readonly clients: number }[];
      readonly timeoutMs: number;
    };

/** What a custom, external, Redis or Prometheus metric measures. `inFlight` is what waits and what is `inWork`. */
export type Signal = 'rps' | 'inFlight' | 'inWork' | 'queueLength' | 'nothing';

export type Autoscaler =
  | { readonly kind: 'fixed'; readonly replicas: number }
  | {
      readonly kind: 'hpa';
      readonly spec: HpaSpec;
      readonly settings?: Partial<ControllerSettings>;
      /** By metric name; a metric that is not named cannot be read. */
      readonly signals?: Readonly<Record<string, Signal>>;
    }
  | {
      readonly kind: 'kpa';
      readonly annotations: Readonly<Record<string, string>>;
      readonly containerConcurrency: number;
      /** config-autoscaler, where it differs from upstream's defaults. */
      readonly config?: Partial<AutoscalerConfig>;
    }
  | {
      readonly kind: 'keda';
      readonly scaledObject: ScaledObject;
      /** What triggers draw on besides their metadata. */
      readonly context?: TriggerContext;
      /** Of the controller that runs the HPA that KEDA makes. */
      readonly settings?: Partial<ControllerSettings>;
      /** By trigger name or metric name; without it a Prometheus trigger reads `rps`, a queue what it counts. */
      readonly signals?: Readonly<Record<string, Signal>>;
      /** When the simulation starts, milliseconds since 1970: a cron trigger looks at the clock; 0 without it. */
      readonly startsAtMs?: number;
    };

/** Times of something that repeats every period, milliseconds from the start; for syncs the first one, as they drift. */
export interface KnownPhases {
  readonly hpaSyncMs?: number;
  readonly metricsScrapeMs?: number;
  /** Set where the HPA is known to sync this long after each scrape, in step with it. */
  readonly hpaSyncAfterScrapeMs?: number;
}

/** Length of the load, seconds. */
export function loadSeconds(load: Load): number {
  const phases = load.kind === 'trace' ? [load] : load.kind === 'clients' ? load.steps : load.scenario.phases;
  return phases.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** After how long a client gives up, milliseconds. */
export function clientTimeoutMs(load: Load): number {
  return load.kind === 'scenario' ? load.scenario.timeoutMs : load.timeoutMs;
}
