import { FakeClock } from '../../testing/fake-clock';
import { EventLog } from '../../events';
import type { NewPod } from '../../pods/pod-set';
import type { Owner } from '../../pods/identity';
import type { WorkloadContext, WorkloadPod, WorkloadPods } from '../running';
import { Workloads } from '../controller';

interface StandIn extends WorkloadPod {
  readonly wanted: NewPod;
  phase: WorkloadPod['phase'];
  isReady: boolean;
  isDeleting: boolean;
  readyChangedAtMs: number;
  restartCount: number;
}

/** Pods that start, get ready and go when a test says so, on a clock that the test moves. */
export class StandInLab implements WorkloadPods {
  public readonly clock = new FakeClock();
  public readonly events = new EventLog(this.clock);
  public readonly workloads: Workloads;
  private all: StandIn[] = [];
  private made = 0;

  public constructor() {
    const context: WorkloadContext = {
      clock: this.clock,
      events: this.events,
      pods: this,
      addresses: { podAddress: () => '127.0.0.1' },
      claimsDir: '/claims',
      changed: () => this.workloads.reconcile(),
    };
    this.workloads = new Workloads(context);
  }

  public ownedBy(owner: Owner, namespace: string): readonly StandIn[] {
    return this.all.filter(({ wanted }) => wanted.owner.name === owner.name && wanted.namespace === namespace);
  }

  public create(wanted: NewPod): WorkloadPod {
    const nowMs = this.clock.nowMs();
    const identity = {
      uid: String(this.made++),
      labels: { ...wanted.template.metadata.labels, ...wanted.labels },
      annotations: wanted.template.metadata.annotations,
      createdAtMs: nowMs,
    };
    const pod: StandIn = {
      wanted,
      identity,
      name: wanted.name,
      phase: 'Pending',
      isReady: false,
      isDeleting: false,
      readyChangedAtMs: nowMs,
      restartCount: 0,
    };
    this.all.push(pod);
    return pod;
  }

  public discard(pod: WorkloadPod): void {
    (pod as StandIn).isDeleting = true;
  }

  /** Pods that are not being deleted get ready: at most `count` of them, those of the newest creation last. */
  public getReady(count = Infinity): void {
    for (const pod of this.active().filter(({ isReady }) => !isReady)) {
      if (--count < 0) break;
      this.become(pod, true);
    }
    this.workloads.reconcile();
  }

  public crash(pod: StandIn): void {
    pod.restartCount++;
    this.become(pod, false);
    this.workloads.reconcile();
  }

  /** Pods that are being deleted have ended. */
  public goAway(): void {
    this.all = this.all.filter(({ isDeleting }) => !isDeleting);
    this.workloads.reconcile();
  }

  public active(): StandIn[] {
    return this.all.filter(({ isDeleting }) => !isDeleting);
  }

  /** Names of the pods that are not being deleted, by the image they run. */
  public images(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { wanted } of this.active()) {
      const image = wanted.template.spec.containers[0]?.image ?? '';
      counts[image] = (counts[image] ?? 0) + 1;
    }
    return counts;
  }

  public terminating(): number {
    return this.all.length - this.active().length;
  }

  private become(pod: StandIn, isReady: boolean): void {
    pod.phase = 'Running';
    pod.isReady = isReady;
    pod.readyChangedAtMs = this.clock.nowMs();
  }
}
