import type { KubernetesObject } from '../../contract';
import type { HpaSpec } from '../../scaling/hpa';
import type { Clock } from '../clock';
import type { EventSubject, EventType } from '../events';
import type { PodMetrics } from '../usage/sampler';
import type { DecisionFolder } from './decisions/log';
import type { AutoscalingSettings } from './settings';
import type { ScaleTargets } from './target';

/** One object that scales a workload, at work. */
export interface Controller {
  /** `status` as the API shows it. */
  status(): object;
  /** Objects that it keeps besides its own, as the API shows them. */
  children?(): readonly KubernetesObject[];
  /** Status of the HPA that it keeps, when that has this name. */
  hpaStatus?(hpa: Named): object | undefined;
  /** Pods may have come, gone, become ready or not ready. */
  podsChanged?(): void;
  /** Nothing is scaled any more, and no timer is left. */
  stop(): void;
  /** What it listens on is closed. */
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
  /** A fault of the engine, which whoever waits for the lab is told. */
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
