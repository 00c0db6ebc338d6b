import type { CfsQuota } from './cfs-quota';
import { type Clock, NEVER } from '../engine/clock';
import type { Requests } from '../load/requests';
import { Ring } from '../engine/ring';
import { Line } from './line';
import { WorkerSlots } from './worker-slots';

// Bound once: every request passes here, and looking up a global costs time.
const { max } = Math;

/** What a pod's next event is. */
export const NOTHING = 0;
export const COMPUTED = 1;
export const AWAKE = 2;
export const QUOTA_EXHAUSTED = 3;
export const QUOTA_REFILLED = 4;

/** How a pod works on its requests. */
export interface Server {
  /** Requests that it works on at a time, computing or waiting; Infinity is no limit. */
  readonly concurrency: number;
  /** Cores that its requests can use at a time; Infinity: as many as they want. */
  readonly cores: number;
  /** `sharing`: all that compute share the cores. `fifo`: each has a core until it has computed, the others wait for one. */
  readonly discipline: 'sharing' | 'fifo';
  /** Longer waiting for every other request in work, milliseconds. */
  readonly contentionMs: number;
  /** CPU used without any request, cores. */
  readonly idleCores: number;
}

/** What is left of a core that idling uses up: nothing ever stands still for good. */
const LEAST_CORES = 0.01;

/**
 * What serves requests in one pod: a line in front of `concurrency` places; in a place a request computes, on cores that it shares,
 * and then waits for others. Computing stands still while the CPU quota is used up.
 *
 * Computing is timed on a clock of its own (`ranMs`) that runs as fast as a request computes: slower than real time where more cores
 * are wanted than there are, and not at all while the container is stopped. All that compute slow down by the same share, which is
 * processor sharing, so that one heap of ends on that clock suffices.
 */
export class PodServer {
  /** Ready and known to the balancer. */
  public isRouted = false;
  /** Its process has ended: it refuses whatever is still sent to it. */
  public isDead = false;
  public nextAtMs = NEVER;
  public nextKind = NOTHING;
  /** Where it is among the pods' next events. */
  public place = -1;
  /** Where it is among the pods by how busy they are. */
  public busyLevel = -1;
  public busySlot = 0;
  /** How many requests began to compute (or to wait, without computing), and how long they had waited since they were sent. */
  public started = 0;
  public waitMs = 0;
  /** Requests in a place. */
  public workingCount = 0;
  /** Requests without a place. */
  public readonly waiting: Line;
  /** Requests in a place that wait for a core. */
  private readonly ready = new Ring();
  private readonly computing = new WorkerSlots();
  private readonly asleep = new WorkerSlots();
  private readonly concurrency: number;
  private readonly cores: number;
  private readonly isFifo: boolean;
  /** Cores wanted by those that compute, cores that they get, and the share of full speed that this makes. */
  private wanted = 0;
  private used = 0;
  private pace = 1;
  private cpuMs = 0;
  private ranMs = 0;
  private lastMs: number;

  public constructor(
    public readonly index: number,
    private readonly clock: Clock,
    private readonly requests: Requests,
    private readonly server: Server,
    private readonly quota: CfsQuota | undefined,
    private readonly startMs: number,
  ) {
    this.concurrency = server.concurrency;
    this.cores = max(LEAST_CORES, server.cores - server.idleCores);
    this.isFifo = server.discipline === 'fifo' && server.cores !== Infinity;
    this.lastMs = startMs;
    this.waiting = new Line(requests);
  }

  /** Requests in a place and waiting for one. */
  public get outstanding(): number {
    return this.workingCount + this.waiting.size;
  }

  public get hasFreeWorker(): boolean {
    return this.workingCount < this.concurrency;
  }

  /** CPU used since the container started (or the simulation, if it ran before), milliseconds of one core. */
  public cpuUsedMs(nowMs: number): number {
    this.advance(nowMs);
    return this.cpuMs + this.server.idleCores * (nowMs - this.startMs);
  }

  /** CPU used beside requests, as while the application loads its model. */
  public spend(cpuMs: number): void {
    this.cpuMs += cpuMs;
  }

  /** @returns whether it got a place at once, so that the next event may have changed */
  public accept(id: number): boolean {
    if (this.workingCount >= this.concurrency) {
      this.waiting.push(id);
      this.requests.setLine(id, this.index + 2);
      return false;
    }
    this.advance(this.clock[0] ?? 0);
    this.admit(id);
    this.schedule();
    return true;
  }

  /**
   * Takes the next event, of whatever kind.
   *
   * @returns the request that is done with it; -1 when none is
   */
  public takeEvent(): number {
    this.advance(this.clock[0] ?? 0);
    const id = this.nextKind === COMPUTED ? this.computed() : this.nextKind === AWAKE ? this.asleep.removeFirst() : -1;
    if (this.nextKind === QUOTA_EXHAUSTED) this.quota?.throttleIfExhausted();
    if (id >= 0) {
      this.workingCount--;
      if (this.waiting.size > 0) this.admit(this.waiting.shift());
    }
    this.schedule();
    return id;
  }

  /** Takes one request out, waiting or in work; -1 when there is none. For a process that ends. */
  public dropOne(nowMs: number): number {
    this.advance(nowMs);
    const { waiting, ready, computing, asleep } = this;
    let id = -1;
    if (waiting.size > 0) return waiting.shift();
    if (ready.size > 0) id = ready.shift();
    else if (asleep.count > 0) id = asleep.removeFirst();
    else if (computing.count > 0) {
      id = computing.removeFirst();
      this.wants(-this.requests.cores(id));
    }
    if (id >= 0) this.workingCount--;
    this.schedule();
    return id;
  }

  private admit(id: number): void {
    this.requests.setLine(id, 0);
    this.workingCount++;
    if (this.isFifo && this.computing.count >= this.server.cores && this.requests.computeMs(id) > 0) this.ready.push(id);
    else this.begin(id);
  }

  private begin(id: number): void {
    const { requests } = this;
    this.waitMs += this.lastMs - requests.sentMs(id);
    this.started++;
    const computeMs = requests.computeMs(id);
    if (computeMs > 0) {
      this.computing.add(this.ranMs + computeMs, id);
      this.wants(requests.cores(id));
    } else this.sleep(id);
  }

  private sleep(id: number): void {
    const { contentionMs } = this.server;
    const longerMs = contentionMs > 0 ? contentionMs * (this.workingCount - 1) : 0;
    this.asleep.add(this.lastMs + this.requests.waitMs(id) + longerMs, id);
  }

  /** The first one has computed. @returns it, unless it waits now */
  private computed(): number {
    const { computing, requests, ready } = this;
    this.ranMs = computing.firstEnd;
    const id = computing.removeFirst();
    this.wants(-requests.cores(id));
    if (ready.size > 0) this.begin(ready.shift());
    if (requests.waitMs(id) === 0 && this.server.contentionMs === 0) return id;
    this.sleep(id);
    return -1;
  }

  private wants(more: number): void {
    // Sums of fractions do not cancel out exactly; an idle pod uses nothing.
    const wanted = this.computing.count === 0 ? 0 : this.wanted + more;
    this.wanted = wanted;
    const isShort = wanted > this.cores;
    this.used = isShort ? this.cores : wanted;
    this.pace = isShort ? this.cores / wanted : 1;
  }

  private advance(nowMs: number): void {
    const { quota, used } = this;
    const ran = quota === undefined ? nowMs - this.lastMs : quota.run(this.lastMs, nowMs, used + this.server.idleCores);
    this.ranMs += ran * this.pace;
    this.cpuMs += used * ran;
    this.lastMs = nowMs;
  }

  private schedule(): void {
    const { quota, computing, asleep } = this;
    let atMs = NEVER;
    let kind = NOTHING;
    if (computing.count > 0) {
      if (quota?.throttled === true) {
        atMs = quota.periodEndMs;
        kind = QUOTA_REFILLED;
      } else {
        atMs = this.lastMs + max(0, computing.firstEnd - this.ranMs) / this.pace;
        kind = COMPUTED;
        const exhaustedAtMs = quota === undefined ? NEVER : quota.exhaustedAtMs(this.lastMs, this.used + this.server.idleCores);
        if (exhaustedAtMs < atMs) {
          atMs = exhaustedAtMs;
          kind = QUOTA_EXHAUSTED;
        }
      }
    }
    if (asleep.count > 0 && asleep.firstEnd < atMs) {
      atMs = asleep.firstEnd;
      kind = AWAKE;
    }
    this.nextAtMs = atMs;
    this.nextKind = kind;
  }
}
