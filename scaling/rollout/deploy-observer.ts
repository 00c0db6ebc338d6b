import { isDeadlineExceeded } from './conditions';
import type { DeploymentStatus } from './types';

/** A Deployment as its status and its scale show it. */
export interface Observed {
  /** spec.replicas */
  readonly replicas: number;
  readonly status: DeploymentStatus;
}

/** What a deploy did to the number of pods. */
export interface DeployRecord {
  readonly atSeconds: number;
  /** spec.replicas when the new template was applied: what the load needs, where it is steady. */
  readonly neededPods: number;
  /** Most pods at a time, those of both templates; pods that are being deleted do not count. */
  readonly peakPods: number;
  /** Greatest spec.replicas afterwards: what an autoscaler made of it. */
  readonly peakReplicas: number;
  /** Fewest ready pods at a time. */
  readonly leastReadyPods: number;
  /** From the deploy until all pods were of the new template and available for the first time; null where that was not to be seen. */
  readonly rolledOutAfterSeconds: number | null;
  /** From the deploy until spec.replicas was what it had been, for good; null where that was not to be seen. */
  readonly settledAfterSeconds: number | null;
  /** Every change of spec.replicas since. */
  readonly written: readonly { readonly afterSeconds: number; readonly replicas: number }[];
  /** Whether progressDeadlineSeconds passed without any progress. */
  readonly deadlineExceeded: boolean;
}

/** Follows one deploy: tell it of every change. */
export class DeployObserver {
  private readonly neededPods: number;
  private peakPods: number;
  private peakReplicas: number;
  private leastReadyPods: number;
  private deadlineExceeded = false;
  private readonly written: DeployRecord['written'][number][] = [];
  private replicas: number;
  private rolledOutSinceMs: number | undefined;
  private settledSinceMs: number | undefined;

  /** @param before the Deployment just before the new template is applied */
  public constructor(
    { replicas, status }: Observed,
    private readonly deployMs: number,
  ) {
    this.neededPods = replicas;
    this.replicas = replicas;
    this.peakReplicas = replicas;
    this.peakPods = status.replicas;
    this.leastReadyPods = status.ready;
    this.settledSinceMs = deployMs;
  }

  public observe({ replicas, status }: Observed, nowMs: number): void {
    if (replicas !== this.replicas) this.written.push({ afterSeconds: this.secondsSince(nowMs), replicas });
    this.replicas = replicas;
    this.peakPods = Math.max(this.peakPods, status.replicas);
    this.peakReplicas = Math.max(this.peakReplicas, replicas);
    this.leastReadyPods = Math.min(this.leastReadyPods, status.ready);
    if (isDeadlineExceeded(status.conditions)) this.deadlineExceeded = true;
    if (isRolledOut({ replicas, status })) this.rolledOutSinceMs ??= nowMs;
    this.settledSinceMs = replicas === this.neededPods ? (this.settledSinceMs ?? nowMs) : undefined;
  }

  public record(): DeployRecord {
    const { neededPods, peakPods, peakReplicas, leastReadyPods, written, deadlineExceeded } = this;
    const after = (atMs: number | undefined): number | null => (atMs === undefined ? null : this.secondsSince(atMs));
    return {
      atSeconds: this.deployMs / 1000,
      neededPods,
      peakPods,
      peakReplicas,
      leastReadyPods,
      rolledOutAfterSeconds: after(this.rolledOutSinceMs),
      settledAfterSeconds: after(this.settledSinceMs),
      written,
      deadlineExceeded,
    };
  }

  private secondsSince(atMs: number): number {
    return (atMs - this.deployMs) / 1000;
  }
}

/** All pods are of the newest template and available, and none of another is left but those that are being deleted. */
export function isRolledOut({ replicas, status }: Observed): boolean {
  return status.updated === replicas && status.replicas === replicas && status.available === replicas;
}
