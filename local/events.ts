import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from './clock';

export type EventType = 'Normal' | 'Warning';

export interface EventSubject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

/** What happened, in Kubernetes' words. Repeats of the same event raise `count`. */
export interface LabEvent {
  readonly id: string;
  readonly subject: EventSubject;
  readonly type: EventType;
  /** CamelCase, as `kubectl get events` shows it. */
  readonly reason: string;
  readonly message: string;
  /** The component that reports it: `kubelet`, `deployment-controller`, `horizontal-pod-autoscaler`. */
  readonly source: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
}

export type NewEvent = Omit<LabEvent, 'id' | 'firstAtMs' | 'lastAtMs' | 'count'>;

const MOST_KEPT = 2000;

/** Events of the lab, oldest first. Only the newest are kept. */
export class EventLog {
  private readonly byKey = new Map<string, LabEvent>();
  private readonly listeners = new Set<(event: LabEvent) => void>();

  public constructor(private readonly clock: Clock) {}

  public record(event: NewEvent): void {
    const { subject, reason, message } = event;
    const key = JSON.stringify([subject.kind, subject.namespace, subject.name, subject.uid, reason, message]);
    const known = this.byKey.get(key);
    const now = this.clock.nowMs();
    const recorded: LabEvent = {
      ...event,
      id: known?.id ?? randomUUID(),
      firstAtMs: known?.firstAtMs ?? now,
      lastAtMs: now,
      count: (known?.count ?? 0) + 1,
    };
    // Delete first, so that the map stays in order of the latest time.
    this.byKey.delete(key);
    this.byKey.set(key, recorded);
    const [oldest] = this.byKey.keys();
    if (this.byKey.size > MOST_KEPT && oldest !== undefined) this.byKey.delete(oldest);
    for (const listener of [...this.listeners]) listener(recorded);
  }

  public list(): LabEvent[] {
    return [...this.byKey.values()];
  }

  /** Calls back on every event from now on. Returns a function that stops it. */
  public subscribe(listener: (event: LabEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  Job: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  ScaledObject: 'keda.sh/v1alpha1',
};

/** The core/v1 Event that the API shows. */
export function toCoreEvent(event: LabEvent): object {
  const { subject } = event;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${subject.name}.${event.id.slice(0, 16).replaceAll('-', '')}`,
      namespace: subject.namespace,
      uid: event.id,
      creationTimestamp: timestamp(event.firstAtMs),
    },
    involvedObject: {
      apiVersion: API_VERSIONS[subject.kind] ?? 'v1',
      kind: subject.kind,
      namespace: subject.namespace,
      name: subject.name,
      ...(subject.uid === undefined ? {} : { uid: subject.uid }),
    },
    type: event.type,
    reason: event.reason,
    message: event.message,
    source: { component: event.source },
    reportingComponent: event.source,
    firstTimestamp: timestamp(event.firstAtMs),
    lastTimestamp: timestamp(event.lastAtMs),
    count: event.count,
  };
}
