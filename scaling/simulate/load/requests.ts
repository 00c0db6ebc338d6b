import type { Demand } from './demand';

const FIRST_CAPACITY = 1024;

/** What has become of an attempt. */
export const WAITING = 0;
/** The client has given it up, but a pod will still work it off. */
export const ABANDONED = 1;
/** Unused: the number is free. */
const RELEASED = 2;
/** The client has given it up and it will not be worked on; its number is still in a line. */
const LEFT = 3;

/** One row of times per attempt, so that a request touches one cache line. */
const TIME_COLUMNS = 8;
const INTENDED = 0;
const SENT = 1;
const COMPUTE = 2;
const WAIT = 3;
const CORES = 4;

const FLAG_COLUMNS = 8;
const STATE = 0;
const ATTEMPT = 1;
const VIA_ACTIVATOR = 2;
const GENERATION = 3;
const LINE = 4;

/**
 * Attempts in flight, one number each, as rows of two typed arrays: a request allocates nothing. A number is used again after
 * `release`.
 */
export class Requests {
  /** Numbers from 0 up to this were ever in use. */
  public used = 0;
  /** Failed attempts whose client waits before it tries again. */
  public pendingRetries = 0;
  private times = new Float64Array(FIRST_CAPACITY * TIME_COLUMNS);
  private flags = new Int32Array(FIRST_CAPACITY * FLAG_COLUMNS);
  private free = new Int32Array(FIRST_CAPACITY);
  private freeCount = 0;

  public take(intendedMs: number, serviceMs: number, demand: Demand): number {
    const id = this.freeCount > 0 ? (this.free[--this.freeCount] ?? 0) : this.grown();
    const { times, flags } = this;
    const row = id * TIME_COLUMNS;
    times[row + INTENDED] = intendedMs;
    times[row + SENT] = intendedMs;
    const computeMs = demand.computeMs(serviceMs);
    times[row + COMPUTE] = computeMs;
    times[row + WAIT] = serviceMs - computeMs;
    times[row + CORES] = demand.cores(serviceMs);
    flags[id * FLAG_COLUMNS + STATE] = WAITING;
    flags[id * FLAG_COLUMNS + LINE] = 0;
    return id;
  }

  public release(id: number): void {
    const { flags } = this;
    const row = id * FLAG_COLUMNS;
    flags[row + STATE] = RELEASED;
    flags[row + GENERATION] = ((flags[row + GENERATION] ?? 0) + 1) | 0;
    flags[row + ATTEMPT] = 0;
    this.free[this.freeCount++] = id;
  }

  /** When the request was meant to be sent; latency counts from here, over all attempts. */
  public intendedMs(id: number): number {
    return this.times[id * TIME_COLUMNS + INTENDED] ?? 0;
  }

  /** When this attempt was sent: as intended, unless it is another try. */
  public sentMs(id: number): number {
    return this.times[id * TIME_COLUMNS + SENT] ?? 0;
  }

  /** How long it computes at full speed. */
  public computeMs(id: number): number {
    return this.times[id * TIME_COLUMNS + COMPUTE] ?? 0;
  }

  /** How long it waits for others, holding its place in the pod but no core. */
  public waitMs(id: number): number {
    return this.times[id * TIME_COLUMNS + WAIT] ?? 0;
  }

  /** Cores that it keeps busy while it computes at full speed. */
  public cores(id: number): number {
    return this.times[id * TIME_COLUMNS + CORES] ?? 0;
  }

  public isWaiting(id: number): boolean {
    return this.flags[id * FLAG_COLUMNS + STATE] === WAITING;
  }

  public isAbandoned(id: number): boolean {
    return this.flags[id * FLAG_COLUMNS + STATE] === ABANDONED;
  }

  public abandon(id: number): void {
    this.flags[id * FLAG_COLUMNS + STATE] = ABANDONED;
  }

  public leave(id: number): void {
    this.flags[id * FLAG_COLUMNS + STATE] = LEFT;
  }

  public hasLeft(id: number): boolean {
    return this.flags[id * FLAG_COLUMNS + STATE] === LEFT;
  }

  /** In which line it waits: 0 in none, 1 in front of the pods, otherwise that of the pod with this number less 2. */
  public line(id: number): number {
    return this.flags[id * FLAG_COLUMNS + LINE] ?? 0;
  }

  public setLine(id: number, line: number): void {
    this.flags[id * FLAG_COLUMNS + LINE] = line;
  }

  /** How many attempts went before. */
  public attempt(id: number): number {
    return this.flags[id * FLAG_COLUMNS + ATTEMPT] ?? 0;
  }

  public sentAgain(id: number, attempt: number, nowMs: number): void {
    this.flags[id * FLAG_COLUMNS + ATTEMPT] = attempt;
    this.times[id * TIME_COLUMNS + SENT] = nowMs;
  }

  public isViaActivator(id: number): boolean {
    return this.flags[id * FLAG_COLUMNS + VIA_ACTIVATOR] === 1;
  }

  public setPath(id: number, path: 'activator' | 'direct'): void {
    this.flags[id * FLAG_COLUMNS + VIA_ACTIVATOR] = path === 'activator' ? 1 : 0;
  }

  /** Tells two users of the same number apart. */
  public generation(id: number): number {
    return this.flags[id * FLAG_COLUMNS + GENERATION] ?? 0;
  }

  private grown(): number {
    if (this.used === this.free.length) {
      const capacity = 2 * this.used;
      this.times = widened(this.times, new Float64Array(capacity * TIME_COLUMNS));
      this.flags = widened(this.flags, new Int32Array(capacity * FLAG_COLUMNS));
      this.free = widened(this.free, new Int32Array(capacity));
    }
    return this.used++;
  }
}

function widened<Column extends Float64Array | Int32Array>(old: Column, wider: Column): Column {
  wider.set(old);
  return wider;
}
