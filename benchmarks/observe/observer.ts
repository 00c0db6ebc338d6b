import type { Target } from '../../contract/job';
import type { Clock, Sleep } from '../clock';
import { metricValue, readMetrics } from './prometheus';
import { MeteredUsage, type PodRate } from './metered';
import type { Pod, ProcessUsage } from './pods';
import { UsageAccumulator, type Look } from './usage';

export const INTERVAL_MS = 1000;
/** A pod under load answers between inferences. When it takes longer, its last value stands until the next look. */
const SCRAPE_TIMEOUT_MS = 900;
/** Longer, because the last look decides the totals and the load is over by then. */
const LAST_SCRAPE_TIMEOUT_MS = 3000;
const LAST_LOOK_TRIES = 3;

export interface PodLister {
  pods(labelSelector: string): Promise<Pod[]>;
  /** What metrics-server says they use, by name. @default - there is none */
  rates?(labelSelector: string): Promise<ReadonlyMap<string, PodRate>>;
}

/** Looks that the API did not answer. The pods count as they were until it answers again. */
export interface MissedLooks {
  readonly count: number;
  /** Longest time without a look that succeeded. */
  readonly longestSeconds: number;
  /** Why the first of them failed. */
  readonly reason: string;
}

export interface Observation {
  readonly usage: UsageAccumulator;
  /** Why the service's pods were never seen; undefined when they were. */
  readonly failure: string | undefined;
  /** Undefined when every look succeeded. */
  readonly missed: MissedLooks | undefined;
}

export interface Observer {
  /** The observation so far. */
  readonly usage: UsageAccumulator;
  /** Takes a last look and ends. */
  stop(): Promise<Observation>;
}

/**
 * Looks at a service's pods now and then once a second. Resolves after the first look. An API that cannot be reached, or that
 * does not answer for a while, is reported by the observation and does not stop a benchmark.
 */
export async function observe(target: Target, lister: PodLister | undefined, now: Clock, sleep: Sleep): Promise<Observer> {
  const usage = new UsageAccumulator();
  if (lister === undefined) {
    const failure = 'no Kubernetes API is known (LAB_KUBERNETES_API is not set and this is no pod)';
    return { usage, stop: () => Promise.resolve({ usage, failure, missed: undefined }) };
  }

  const gaps = new Gaps(now() / 1000);
  const metered = new MeteredUsage();
  /** Whether it succeeded. */
  const look = async (timeoutMs: number): Promise<boolean> => {
    try {
      const seen = await lookAt(target, { lister, metered }, now, timeoutMs);
      usage.add(seen);
      gaps.seen(seen.atSeconds);
      return true;
    } catch (error) {
      gaps.missed(now() / 1000, error instanceof Error ? error.message : String(error));
      return false;
    }
  };

  let isRunning = true;
  const loop = async (): Promise<void> => {
    // After a look that took longer than its interval the next one follows at once; missed looks are not made up for.
    for (let nextMs = now() + INTERVAL_MS; isRunning; nextMs = Math.max(nextMs + INTERVAL_MS, now())) {
      await sleep(Math.max(0, nextMs - now()));
      // The check is not redundant: stop() may have been called during the sleep.
      if (isRunning as boolean) await look(SCRAPE_TIMEOUT_MS);
    }
  };

  await look(LAST_SCRAPE_TIMEOUT_MS);
  const finished = loop();
  return {
    usage,
    stop: async () => {
      isRunning = false;
      await finished;
      for (let tries = LAST_LOOK_TRIES; tries > 0 && !(await look(LAST_SCRAPE_TIMEOUT_MS)); tries--);
      const missed = gaps.total();
      return { usage, failure: usage.replicas.length === 0 ? missed?.reason : undefined, missed };
    },
  };
}

/** How many looks failed, and the longest time without one that succeeded. */
class Gaps {
  private count = 0;
  private longestSeconds = 0;
  private reason: string | undefined;
  private isOpen = false;

  public constructor(private lastSeenSeconds: number) {}

  public seen(atSeconds: number): void {
    if (this.isOpen) this.lengthen(atSeconds);
    this.isOpen = false;
    this.lastSeenSeconds = atSeconds;
  }

  public missed(atSeconds: number, reason: string): void {
    this.count++;
    this.reason ??= reason;
    this.isOpen = true;
    this.lengthen(atSeconds);
  }

  public total(): MissedLooks | undefined {
    const { count, longestSeconds, reason } = this;
    return reason === undefined ? undefined : { count, longestSeconds, reason };
  }

  private lengthen(atSeconds: number): void {
    this.longestSeconds = Math.max(this.longestSeconds, atSeconds - this.lastSeenSeconds);
  }
}

interface Sources {
  readonly lister: PodLister;
  readonly metered: MeteredUsage;
}

async function lookAt(target: Target, { lister, metered }: Sources, now: Clock, timeoutMs: number): Promise<Look> {
  const pods = await lister.pods(target.podSelector);
  const atSeconds = now() / 1000;
  const { metricsPort } = target;
  if (metricsPort === null) return { atSeconds, pods, usage: await usageByApi(target, pods, { lister, metered }, atSeconds) };
  const scraped = await Promise.all(
    pods.map(async (pod): Promise<[string, ProcessUsage][]> => {
      const usage = pod.ip === undefined ? undefined : await scrape(pod.ip, metricsPort, timeoutMs);
      return usage === undefined ? [] : [[pod.uid, usage]];
    }),
  );
  return { atSeconds, pods, usage: new Map(scraped.flat()) };
}

/** Of pods that report nothing themselves: counters of the engine, or else what metrics-server saw. */
async function usageByApi(
  { podSelector }: Target,
  pods: readonly Pod[],
  { lister, metered }: Sources,
  atSeconds: number,
): Promise<ReadonlyMap<string, ProcessUsage>> {
  const counted = pods.flatMap(({ uid, usage }) => (usage === undefined ? [] : [[uid, usage] as const]));
  if (counted.length > 0 || lister.rates === undefined) return new Map(counted);
  try {
    return metered.add(atSeconds, pods, await lister.rates(podSelector));
  } catch {
    return new Map();
  }
}

/** Silence is not an error: the pod starts, stops or is too busy. */
async function scrape(ip: string, port: number, timeoutMs: number): Promise<ProcessUsage | undefined> {
  try {
    const text = await readMetrics(ip, port, timeoutMs);
    const cpuSeconds = metricValue(text, 'process_cpu_seconds_total');
    const memoryBytes = metricValue(text, 'process_resident_memory_bytes');
    return cpuSeconds === undefined || memoryBytes === undefined ? undefined : { cpuSeconds, memoryBytes };
  } catch {
    return undefined;
  }
}
