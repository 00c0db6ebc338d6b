import type { Prices, Slo } from '../../contract/job';
import type { Scenario } from '../../contract/scenario';
import type { ControllerSettings, HpaSpec } from '../hpa';
import type { ScaledObject, TriggerContext } from '../keda';
import type { AutoscalerConfig } from '../kpa';
import type { ServiceTime } from './load/service-time';

/** Everything that one simulation depends on, besides the seed. Plain data, so that it can be sent to worker threads. */
export interface SimulationConfig {
  readonly load: Load;
  readonly workload: Workload;
  readonly autoscaler: Autoscaler;
  readonly prices: Pick<Prices, 'vcpuHourUsd' | 'gibHourUsd'>;
  readonly slo: Slo;
  /** Sensors and controllers whose moments are known (from a recording); without them they are drawn anew for every seed. */
  readonly phases?: KnownPhases;
  /** How often the CPU counters of a container are read; by chance between the two. Without it as cAdvisor does, 10 to 20 s. */
  readonly countersEverySeconds?: { readonly shortest: number; readonly longest: number };
  /** How often metrics-server scrapes (--metric-resolution); 15 without it. */
  readonly metricsEverySeconds?: number;
  /** Totals count only requests that are sent from here on; 0 without it. */
  readonly measureFromSeconds?: number;
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

/**
 * How a request finds its pod. `random`: kube-proxy, one connection per request. `round-robin`: most proxies. `two-choices`: the
 * less busy of two at random, Knative's activator without containerConcurrency. `least-outstanding`: the least busy of all.
 * `pull`: nobody balances; one queue, from which a free worker takes the oldest (Redis, or an M/M/c queue).
 */
export type Balancing = 'random' | 'round-robin' | 'two-choices' | 'least-outstanding' | 'pull';

export interface Workload {
  /** Requests that a pod works on at a time; 0 is no limit. */
  readonly concurrency: number;
  readonly balancing: Balancing;
  readonly serviceTime: ServiceTime;
  /** Longer service for every other request that the pod has in work when one starts, milliseconds. */
  readonly contentionMs: number;
  /** Latency outside of the pod's workers (connection, HTTP, network), milliseconds. */
  readonly overheadMs: number;
  /** CPU per request, milliseconds of one core, and whether a request of twice the service time uses twice as much. */
  readonly cpuMsPerRequest: number;
  readonly cpuFollows: 'service-time' | 'request';
  readonly idleCpuMillis: number;
  readonly cpuRequestMillis: number;
  /** Undefined without a CPU limit. */
  readonly cpuLimitMillis: number | undefined;
  readonly memoryRequestBytes: number;
  /** What a pod uses, whatever it does. */
  readonly memoryUsedBytes: number;
  readonly startup: Startup;
  readonly shutdown: Shutdown;
  /**
   * A request whose client has given up: `worked-off` by its pod, which does not know (without it), or `leaves` the line, as where
   * the server notices that the connection is gone. What a worker has begun it ends in both cases.
   */
  readonly hungUp?: 'worked-off' | 'leaves';
  /** What a client does when an attempt is refused or times out. */
  readonly retries: { readonly count: number; readonly backoffMs: number };
  /** Pods that are ready when the simulation starts. */
  readonly initialPods: number;
  /** How many pods the nodes have room for, from a moment on; others stay Pending. No entry, or undefined: no limit. */
  readonly room: readonly { readonly fromSeconds: number; readonly pods?: number | undefined }[];
}

/** From "the autoscaler wants one more" to "it gets requests", seconds. */
export interface Startup {
  /** Creation until the kubelet has it. */
  readonly scheduleSeconds: number;
  /** Until the container runs. */
  readonly containerSeconds: number;
  /** Until the application answers its readiness probe. */
  readonly applicationSeconds: number;
  /** CPU used meanwhile, milliseconds of one core. */
  readonly applicationCpuMs: number;
  readonly initialDelaySeconds: number;
  readonly readinessPeriodSeconds: number;
  /** From ready until whoever balances knows. */
  readonly endpointSeconds: number;
  /** Schedule, container and endpoint times vary by up to this share up and down. */
  readonly spread: number;
}

/** `drain`: works off what it has, at most `graceSeconds`. `drop`: dies on the signal, and so does what it had in work. */
export interface Shutdown {
  readonly mode: 'drain' | 'drop';
  readonly graceSeconds: number;
  /** From deletion until nobody sends to it any more. */
  readonly endpointSeconds: number;
  /** From deletion until the process has the signal. */
  readonly signalSeconds: number;
}

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
      /** By trigger name or metric name; without it a Prometheus trigger reads `rps`, a Redis list the queue. */
      readonly signals?: Readonly<Record<string, Signal>>;
    };

/** When something happens that repeats every period, milliseconds from the start. */
export interface KnownPhases {
  readonly hpaSyncMs?: number;
  readonly metricsScrapeMs?: number;
  /** Where the HPA is known to sync so long after each scrape, whenever that is. */
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
