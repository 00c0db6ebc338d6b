import type { EventType } from '../../events';
import { FakeClock } from '../../testing/fake-clock';
import type { PodMetrics } from '../../usage/sampler';
import type { WorkloadReference } from '../../workloads/running';
import type { ControllerContext } from '../controller';
import { DecisionFolder } from '../decisions/log';
import { DEFAULT_AUTOSCALING_SETTINGS } from '../settings';
import type { ScaleTarget, ScaleTargets, TargetPod } from '../target';

const HOUR_MS = 3_600_000;

export const WEB: WorkloadReference = { kind: 'Deployment', namespace: 'lab', name: 'web' };

/** One long-running Deployment; each further pod is ready `startSeconds` after it is wanted. */
export class FakeTargets implements ScaleTargets {
  public specReplicas: number;
  public readonly scaled: number[] = [];
  private pods: { readonly name: string; readonly bornMs: number }[] = [];
  private made = 0;

  public constructor(
    private readonly clock: FakeClock,
    replicas: number,
    private readonly startSeconds = 5,
  ) {
    this.specReplicas = replicas;
    this.match(clock.nowMs() - HOUR_MS);
  }

  public find({ name }: WorkloadReference): ScaleTarget | undefined {
    if (name !== WEB.name) return undefined;
    const pods = this.pods.map((pod): TargetPod => {
      const readyAtMs = pod.bornMs + this.startSeconds * 1000;
      const ready = readyAtMs <= this.clock.nowMs();
      return {
        uid: pod.name,
        name: pod.name,
        phase: 'Running',
        deleting: false,
        ready: ready ? 'True' : 'False',
        readyTransitionMs: ready ? readyAtMs : pod.bornMs,
        startMs: pod.bornMs,
        containers: [{ name: 'web', requestsMilli: { cpu: 500, memory: 1e11 } }],
      };
    });
    const readyReplicas = pods.filter(({ ready }) => ready === 'True').length;
    return { specReplicas: this.specReplicas, statusReplicas: pods.length, readyReplicas, pods };
  }

  public scale(_: WorkloadReference, replicas: number): void {
    this.specReplicas = replicas;
    this.scaled.push(replicas);
    this.match(this.clock.nowMs());
  }

  private match(bornMs: number): void {
    while (this.pods.length < this.specReplicas) this.pods.push({ name: `web-${this.made++}`, bornMs });
    this.pods = this.pods.slice(0, this.specReplicas);
  }
}

export interface FakeContext extends ControllerContext {
  readonly clock: FakeClock;
  readonly targets: FakeTargets;
  /** `Normal SuccessfulRescale New size: 2; …` */
  readonly events: string[];
  readonly faults: unknown[];
}

/** What a controller runs with, on a clock that tests move. */
export function fakeContext(
  folder: string,
  parts: { readonly replicas: number; readonly metricsOf?: (podUid: string, clock: FakeClock) => PodMetrics | undefined },
): FakeContext {
  const clock = new FakeClock();
  const events: string[] = [];
  const faults: unknown[] = [];
  return {
    clock,
    settings: DEFAULT_AUTOSCALING_SETTINGS,
    targets: new FakeTargets(clock, parts.replicas),
    decisions: new DecisionFolder(folder, (reason) => events.push(reason)),
    metricsOf: (uid) => parts.metricsOf?.(uid, clock),
    event: (_subject, _source, type: EventType, reason, message) => events.push(`${type} ${reason} ${message}`),
    onFault: (error) => faults.push(error),
    events,
    faults,
  };
}
