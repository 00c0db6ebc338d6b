import type { CfsQuota } from './cfs-quota';
import { type Clock, NEVER } from '../engine/clock';
import type { Requests } from '../load/requests';
import { Ring } from '../engine/ring';
import { WorkerSlots } from './worker-slots';

// Bound once: every request passes here, and looking up a global costs time.
const { max } = Math;

/** What a pod's next event is. */
export const NOTHING = 0;
export const COMPLETION = 1;
export const QUOTA_EXHAUSTED = 2;
export const QUOTA_REFILLED = 3;

/**
 * What serves requests in one pod: a FIFO queue in front of `concurrency` workers, which stand still while the CPU quota is used up.
 * Work is timed on a clock of its own (`ranMs`) that runs only while the container does, so that throttling moves all
 * completions at once.
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
  /** How many requests a worker took, and how long they had waited since they were sent. */
  public started = 0;
  public waitMs = 0;
  public readonly waiting = new Ring();
  private readonly working = new WorkerSlots();
  /** CPU in use, cores, by requests and while it starts. */
  private rate = 0;
  private cpuMs = 0;
  private ranMs = 0;
  private lastMs: number;

  /** @param baseRate CPU used without any request, cores */
  public constructor(
    public readonly index: number,
    private readonly clock: Clock,
    private readonly requests: Requests,
    private readonly concurrency: number,
    private readonly contentionMs: number,
    private readonly quota: CfsQuota | undefined,
    private readonly baseRate: number,
    private readonly startMs: number,
  ) {
    this.lastMs = startMs;
  }

  public get workingCount(): number {
    return this.working.count;
  }

  public get outstanding(): number {
    return this.working.count + this.waiting.size;
  }

  public get hasFreeWorker(): boolean {
    return this.working.count < this.concurrency;
  }

  /** CPU used since the container started (or the simulation, if it ran before), milliseconds of one core. */
  public cpuUsedMs(nowMs: number): number {
    this.advance(nowMs);
    return this.cpuMs + this.baseRate * (nowMs - this.startMs);
  }

  /** CPU used beside requests, as while the application loads its model. */
  public spend(cpuMs: number): void {
    this.cpuMs += cpuMs;
  }

  /** @returns whether a worker took it at once, so that the next event may have changed */
  public accept(id: number): boolean {
    if (this.working.count >= this.concurrency) {
      this.waiting.push(id);
      return false;
    }
    this.advance(this.clock[0] ?? 0);
    this.working.add(this.begin(id, this.working.count), id);
    this.schedule();
    return true;
  }

  /** The next event is a completion: takes it, and starts the next request that waits. @returns the completed request */
  public complete(): number {
    this.advance(this.clock[0] ?? 0);
    const { working, waiting, requests } = this;
    this.ranMs = working.firstEnd;
    const id = working.firstId;
    this.rate -= requests.cpuRate(id);
    if (waiting.size > 0) {
      const next = waiting.shift();
      working.replaceFirst(this.begin(next, working.count - 1), next);
    } else {
      working.removeFirst();
      // Sums of fractions do not cancel out exactly; an idle pod uses nothing.
      if (working.count === 0) this.rate = 0;
    }
    this.schedule();
    return id;
  }

  /** The next event is the quota's. */
  public changeQuota(): void {
    this.advance(this.clock[0] ?? 0);
    if (this.nextKind === QUOTA_EXHAUSTED) this.quota?.throttleIfExhausted();
    this.schedule();
  }

  /** Takes one request out, waiting or in work; -1 when there is none. For a process that ends. */
  public dropOne(nowMs: number): number {
    this.advance(nowMs);
    const id = this.waiting.size > 0 ? this.waiting.shift() : this.working.count > 0 ? this.working.removeFirst() : -1;
    if (this.working.count === 0) this.rate = 0;
    this.schedule();
    return id;
  }

  /** A worker takes a request. @returns when it ends on the pod's own clock */
  private begin(id: number, others: number): number {
    const { requests } = this;
    this.rate += requests.cpuRate(id);
    this.waitMs += this.lastMs - requests.sentMs(id);
    this.started++;
    return this.ranMs + requests.serviceMs(id) + this.contentionMs * others;
  }

  private advance(nowMs: number): void {
    const { quota } = this;
    const ran = quota === undefined ? nowMs - this.lastMs : quota.run(this.lastMs, nowMs, this.rate);
    this.ranMs += ran;
    this.cpuMs += this.rate * ran;
    this.lastMs = nowMs;
  }

  private schedule(): void {
    const { quota } = this;
    if (this.working.count === 0) {
      this.nextAtMs = NEVER;
      this.nextKind = NOTHING;
    } else if (quota?.throttled === true) {
      this.nextAtMs = quota.periodEndMs;
      this.nextKind = QUOTA_REFILLED;
    } else {
      this.nextAtMs = this.lastMs + max(0, this.working.firstEnd - this.ranMs);
      this.nextKind = COMPLETION;
      const exhaustedAtMs = quota === undefined ? NEVER : quota.exhaustedAtMs(this.lastMs, this.rate);
      if (exhaustedAtMs >= this.nextAtMs) return;
      this.nextAtMs = exhaustedAtMs;
      this.nextKind = QUOTA_EXHAUSTED;
    }
  }
}
