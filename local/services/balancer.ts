export type BalancingPolicy = 'least-outstanding' | 'round-robin';

/** Annotation of a Service that chooses the policy. */
export const BALANCING_ANNOTATION = 'ml-scaling-lab/load-balancing';
export const DEFAULT_BALANCING: BalancingPolicy = 'least-outstanding';
export const BALANCING_POLICIES: readonly BalancingPolicy[] = ['least-outstanding', 'round-robin'];

export interface Endpoint {
  readonly pod: string;
  readonly host: string;
  readonly port: number;
}

/** Chooses the pod of each new connection and knows how many each has open. */
export class Balancer {
  private endpoints: readonly Endpoint[] = [];
  private readonly open = new Map<string, number>();
  private turn = 0;

  public constructor(private readonly policy: BalancingPolicy) {}

  public setEndpoints(endpoints: readonly Endpoint[]): void {
    this.endpoints = endpoints;
  }

  public get isEmpty(): boolean {
    return this.endpoints.length === 0;
  }

  /** The endpoint of the next connection, counted as open until `release`; undefined when there is none. Ties are taken in turn. */
  public acquire(): Endpoint | undefined {
    const count = this.endpoints.length;
    let best: Endpoint | undefined;
    let bestIndex = 0;
    for (let step = 0; step < count; step++) {
      const index = (this.turn + step) % count;
      const candidate = this.endpoints[index];
      if (candidate === undefined) continue;
      if (best === undefined || this.outstanding(candidate.pod) < this.outstanding(best.pod)) {
        best = candidate;
        bestIndex = index;
      }
      if (this.policy === 'round-robin') break;
    }
    if (best === undefined) return undefined;
    this.turn = (bestIndex + 1) % count;
    this.open.set(best.pod, this.outstanding(best.pod) + 1);
    return best;
  }

  public release(endpoint: Endpoint): void {
    const left = this.outstanding(endpoint.pod) - 1;
    if (left > 0) this.open.set(endpoint.pod, left);
    else this.open.delete(endpoint.pod);
  }

  /** Open connections to a pod through this balancer. */
  public outstanding(pod: string): number {
    return this.open.get(pod) ?? 0;
  }
}
