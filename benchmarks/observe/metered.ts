import type { Pod, ProcessUsage } from './pods';

/** What metrics-server last saw of a pod. */
export interface PodRate {
  readonly cores: number;
  readonly memoryBytes: number;
}

/**
 * Counters of CPU time from rates: each rate holds from one look to the next. metrics-server measures every 15 s, so what a pod
 * used is known to about that long.
 */
export class MeteredUsage {
  private readonly cpuSeconds = new Map<string, number>();
  private lastSeconds: number | undefined;

  public add(atSeconds: number, pods: readonly Pod[], rates: ReadonlyMap<string, PodRate>): ReadonlyMap<string, ProcessUsage> {
    const elapsed = atSeconds - (this.lastSeconds ?? atSeconds);
    this.lastSeconds = atSeconds;
    return new Map(
      pods.flatMap(({ uid, name }) => {
        const rate = rates.get(name);
        if (rate === undefined) return [];
        const cpuSeconds = (this.cpuSeconds.get(uid) ?? 0) + rate.cores * elapsed;
        this.cpuSeconds.set(uid, cpuSeconds);
        return [[uid, { cpuSeconds, memoryBytes: rate.memoryBytes }] as const];
      }),
    );
  }
}
