import type { KubernetesObject } from '../../contract';
import type { HpaSpec } from '../../scaling/hpa';
import type { Clock } from '../clock';
import type { EventSubject, EventType } from '../events';
import type { PodMetrics } from '../usage/sampler';
import type { DecisionFolder } from './decisions/log';
import type { AutoscalingSettings } from './settings';
import type { ScaleTargets } from './target';

/** The running controller of one object that scales a workload. */
export interface Controller {
  /** `status` as the API shows it. */
  status(): object;
  /** Further objects that it maintains, as the API shows them. */
  children?(): readonly KubernetesObject[];
  /** Status of the HPA that it maintains, if the HPA has this name. */
  hpaStatus?(hpa: Named): object | undefined;
  /** Call when pods may have come or gone, or become ready or not ready. */
  podsChanged?(): void;
  /** Stops scaling and clears all timers. */
  stop(): void;
  /** Closes the ports that it listens on. */
  close?(): Promise<void>;
}

/** What every controller works with. */
export interface ControllerContext {
  readonly clock: Clock;
  readonly settings: AutoscalingSettings;
  readonly targets: ScaleTargets;
  readonly decisions: DecisionFolder;
  readonly metricsOf: (podUid: string) => PodMetrics | undefined;
  readonly event: (subject: EventSubject, source: string, type: EventType, reason: string, message: string) => void;
  /** Reports a fault of the engine to whoever waits for the lab. */
  readonly onFault: (error: unknown) => void;
}

/** An object with a controller of its own. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

export interface NamedHpa extends Named {
  readonly spec: HpaSpec;
}
