import type { Balancing } from '../workload';
import type { PodServer } from './pod-server';
import { LeastBusy } from './least-busy';
import type { RandomStream } from '../../../contract/random';

// Bound once: every request passes here, and looking up a global costs time.
const { floor, max } = Math;

/** Chooses a pod for a request among those that are known to be ready. */
export class Balancer {
  private readonly pods: PodServer[] = [];
  /** Kept where it is asked for. */
  private readonly leastBusy: LeastBusy | undefined;
  private turn = 0;

  public constructor(
    private readonly balancing: Balancing,
    private readonly stream: RandomStream,
  ) {
    this.leastBusy = balancing === 'least-outstanding' || balancing === 'pull' ? new LeastBusy() : undefined;
  }

  public get count(): number {
    return this.pods.length;
  }

  public add(pod: PodServer): void {
    this.pods.push(pod);
    this.leastBusy?.add(pod);
  }

  public remove(pod: PodServer): void {
    const place = this.pods.indexOf(pod);
    if (place >= 0) this.pods.splice(place, 1);
    this.leastBusy?.remove(pod);
  }

  /** A pod may have more or fewer requests than before. */
  public changed(pod: PodServer): void {
    this.leastBusy?.changed(pod);
  }

  /** @returns undefined without pods; for `pull` also when no worker is free */
  public pick(): PodServer | undefined {
    const { pods } = this;
    if (pods.length <= 1 && this.balancing !== 'pull') return pods[0];
    switch (this.balancing) {
      case 'random':
        return pods[floor(this.stream.uniform() * pods.length)];
      case 'round-robin':
        this.turn = (this.turn + 1) % max(1, pods.length);
        return pods[this.turn];
      case 'two-choices':
        return this.lessBusyOfTwo();
      case 'least-outstanding':
        return this.leastBusy?.pick();
      case 'pull':
        return this.anyFree();
    }
  }

  /** Power of two choices, as Knative Serving pkg/activator/net/lb_policy.go, randomChoice2Policy. */
  private lessBusyOfTwo(): PodServer | undefined {
    const { pods, stream } = this;
    const first = floor(stream.uniform() * pods.length);
    const shift = floor(stream.uniform() * (pods.length - 1));
    const one = pods[first];
    const other = pods[shift >= first ? shift + 1 : shift];
    if (one === undefined || other === undefined) return one;
    return other.outstanding < one.outstanding ? other : one;
  }

  /** A pod with a free worker; a process that has ended takes nothing. */
  public anyFree(): PodServer | undefined {
    if (this.leastBusy !== undefined) {
      const pod = this.leastBusy.pick();
      if (pod?.isDead !== true) return pod?.hasFreeWorker === true ? pod : undefined;
    }
    for (const pod of this.pods) if (pod.hasFreeWorker && !pod.isDead) return pod;
    return undefined;
  }
}
