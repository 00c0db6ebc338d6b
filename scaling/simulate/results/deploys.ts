import { DeployObserver, type DeployRecord } from '../../rollout';
import type { Cluster } from '../pods/cluster';

/** Follows each deploy of a run until the next one, or the end. */
export class DeployLog {
  private readonly observers: DeployObserver[] = [];

  public constructor(private readonly cluster: Cluster) {
    cluster.onChange = (nowMs) => this.observers.at(-1)?.observe(cluster, nowMs);
  }

  /** Just before a new template is applied. */
  public begin(nowMs: number): void {
    this.observers.push(new DeployObserver(this.cluster, nowMs));
  }

  public records(endMs: number): DeployRecord[] {
    this.observers.at(-1)?.observe(this.cluster, endMs);
    return this.observers.map((observer) => observer.record());
  }
}
