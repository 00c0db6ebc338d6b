import type { Workload } from '../workload';
import { meanServiceMs, SHORTEST_SERVICE_MS } from './service-time';

// Bound once: every request passes here, and looking up a global costs time.
const { max, min } = Math;

/**
 * Splits the time of one request, when nothing is in its way, into computing and waiting for others (a database, another service).
 * A request first computes, then waits. Where it uses more CPU than its time allows one core to give, it computes on several.
 */
export class Demand {
  /** CPU over time of a request; NaN where every request uses as much CPU. */
  private readonly share: number;
  private readonly cpuMs: number;

  public constructor({ cpuFollows, cpuMsPerRequest, serviceTime }: Workload) {
    this.cpuMs = cpuMsPerRequest;
    this.share =
      cpuFollows === 'service-time' ? cpuMsPerRequest / max(SHORTEST_SERVICE_MS, meanServiceMs(serviceTime)) : Number.NaN;
  }

  /** How long it computes at full speed, milliseconds. */
  public computeMs(serviceMs: number): number {
    return this.share >= 0 ? serviceMs * min(1, this.share) : min(serviceMs, this.cpuMs);
  }

  /** Cores that it keeps busy meanwhile, at full speed. */
  public cores(serviceMs: number): number {
    return this.share >= 0 ? max(1, this.share) : max(1, this.cpuMs / max(SHORTEST_SERVICE_MS, serviceMs));
  }
}
