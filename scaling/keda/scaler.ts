/** Where a trigger's value comes from. */
export type Source =
  | {
      readonly kind: 'redis-list';
      readonly addresses: readonly string[];
      readonly databaseIndex: number;
      readonly listName: string;
    }
  | {
      readonly kind: 'redis-streams';
      readonly addresses: readonly string[];
      readonly databaseIndex: number;
      readonly stream: string;
      /** '' without one. */
      readonly consumerGroup: string;
      readonly measure: 'pendingEntries' | 'streamLength' | 'lag';
    }
  | {
      readonly kind: 'prometheus';
      readonly serverAddress: string;
      readonly query: string;
      /** '' without one. */
      readonly namespace: string;
      readonly ignoreNullValues: boolean;
    }
  | QueueSource
  | CronSource
  | { readonly kind: 'resource'; readonly resource: 'cpu' | 'memory'; readonly containerName: string; readonly value: string };

/** Work that waits in a system that the lab does not read itself. */
export interface QueueSource {
  readonly kind: 'queue';
  /** As people call it: `Kafka topic orders`. */
  readonly title: string;
  /** `waiting`: what nobody has taken yet. `unfinished`: what waits and what is in work. `arrivals`: messages per second. */
  readonly counts: 'waiting' | 'unfinished' | 'arrivals';
  /** The most replicas that the scaler ever asks for; undefined: nothing bounds it, or nothing here tells. */
  readonly mostReplicas: number | 'partitions' | undefined;
}

/** A count of replicas between two times. */
export interface CronSource {
  readonly kind: 'cron';
  /** As in the IANA database. */
  readonly timezone: string;
  /** Five fields each. */
  readonly start: string;
  readonly end: string;
  readonly desiredReplicas: number;
}

/** What a type of trigger measures, before it has a place among the triggers of its object. */
export type Measured = Pick<Scaler, 'targetMilli' | 'targetPrecision' | 'activation' | 'source'> & {
  /** Its part of the metric's name. */
  readonly measured: string;
};

/** A trigger, read and with defaults filled in. */
export interface Scaler {
  /** Position in `spec.triggers`. */
  readonly index: number;
  readonly triggerName: string | undefined;
  /** The HPA asks for its value by this name; '' for a resource trigger, which the HPA reads itself. */
  readonly metricName: string;
  readonly metricType: 'AverageValue' | 'Value' | 'Utilization';
  /** Thousandths per replica (AverageValue) or in total (Value); 0 for a resource trigger. */
  readonly targetMilli: number;
  /** Whether the target is written in whole units, which decides how upstream turns it into a float. */
  readonly targetPrecision: 'units' | 'milli';
  /** Active above this value. */
  readonly activation: number;
  readonly useCachedMetrics: boolean;
  readonly source: Source;
}

export type Reading = { readonly value: number } | { readonly error: string };

/** What each trigger's source answered, by the trigger's position. A trigger without one counts as failed. */
export type Readings = ReadonlyMap<number, Reading>;

/** The target as upstream computes with it. */
export function targetValue(scaler: Pick<Scaler, 'targetMilli' | 'targetPrecision'>): number {
  return scaler.targetPrecision === 'units' ? scaler.targetMilli / 1000 : scaler.targetMilli * 1e-3;
}

/**
 * Name of a trigger's metric: its position, then what it measures, with characters that a metric name must not have replaced.
 * Follows KEDA 8b4f083, pkg/scalers/scaler.go, GenerateMetricNameWithIndex, and pkg/util/normalize_string.go.
 */
export function metricName(index: number, measured: string): string {
  return `s${index}-${measured.replace(/[/.:%()]/g, '-')}`;
}
