import type { Pod as HpaPod } from '../../hpa';
import { wholeSeconds } from '../../metrics-server';
import type { PodServer } from './pod-server';

/** A pod as the cluster sees it. Times are milliseconds; undefined: not yet. */
export class Pod {
  /** The scheduler has it in its queue. */
  public isQueued = false;
  public scheduledMs: number | undefined;
  public containerStartMs: number | undefined;
  public readyMs: number | undefined;
  public isDeleting = false;
  public goneMs: number | undefined;
  /** What serves its requests, once the container runs. */
  public server: PodServer | undefined;

  public constructor(
    public readonly name: string,
    /** From 0, in order of creation. */
    public readonly index: number,
    public readonly createdMs: number,
    /** False where the new template is broken. */
    public readonly getsReady: boolean,
  ) {}

  public get isReady(): boolean {
    return this.readyMs !== undefined && !this.isDeleting;
  }

  /** CPU used since the container started (or the simulation, if it ran before), milliseconds of one core. */
  public cpuUsedMs(nowMs: number): number {
    return this.server === undefined ? 0 : this.server.cpuUsedMs(nowMs);
  }

  /** What the HPA reads of it. Kubernetes writes times in whole seconds. */
  public forHpa(containers: HpaPod['containers']): HpaPod {
    const { readyMs, containerStartMs, scheduledMs } = this;
    return {
      name: this.name,
      phase: containerStartMs === undefined ? 'Pending' : 'Running',
      deleting: this.isDeleting,
      ready: scheduledMs === undefined ? null : readyMs === undefined ? 'False' : 'True',
      readyTransitionMs: wholeSeconds(readyMs ?? scheduledMs ?? this.createdMs),
      startMs: scheduledMs === undefined ? null : wholeSeconds(scheduledMs),
      containers,
    };
  }
}
