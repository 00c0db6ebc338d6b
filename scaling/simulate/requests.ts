const FIRST_CAPACITY = 1024;

/** What has become of an attempt. */
export const WAITING = 0;
/** The client has given it up, but a pod will still work it off. */
export const ABANDONED = 1;
/** Nobody's: the number is free. */
const RELEASED = 2;

/**
 * Attempts in flight, one number each; columns are typed arrays, so that a request allocates nothing. A number is used again after
 * `release`.
 */
export class Requests {
  /** When the request was meant to be sent; latency counts from here, over all attempts. */
  public intendedMs = new Float64Array(FIRST_CAPACITY);
  /** When this attempt was sent. */
  public sentMs = new Float64Array(FIRST_CAPACITY);
  /** When a worker took it. */
  public startedMs = new Float64Array(FIRST_CAPACITY);
  /** Service time when nothing is in its way. */
  public serviceMs = new Float64Array(FIRST_CAPACITY);
  /** CPU that it uses while it is worked on, cores. */
  public cpuRate = new Float64Array(FIRST_CAPACITY);
  /** How many attempts went before. */
  public attempt = new Uint8Array(FIRST_CAPACITY);
  public state = new Uint8Array(FIRST_CAPACITY);
  /** 1 when it passes a Knative activator. */
  public viaActivator = new Uint8Array(FIRST_CAPACITY);
  /** Tells two users of the same number apart. */
  public generation = new Int32Array(FIRST_CAPACITY);
  private free = new Int32Array(FIRST_CAPACITY);
  private freeCount = 0;
  /** Numbers that were ever in use: 0 up to this. */
  public used = 0;
  /** Failed attempts whose client waits before it tries again. */
  public pendingRetries = 0;

  public take(intendedMs: number, serviceMs: number, cpuRate: number): number {
    const id = this.freeCount > 0 ? (this.free[--this.freeCount] ?? 0) : this.grown();
    this.intendedMs[id] = intendedMs;
    this.serviceMs[id] = serviceMs;
    this.cpuRate[id] = cpuRate;
    this.attempt[id] = 0;
    this.state[id] = WAITING;
    return id;
  }

  public release(id: number): void {
    this.generation[id] = ((this.generation[id] ?? 0) + 1) | 0;
    this.state[id] = RELEASED;
    this.free[this.freeCount++] = id;
  }

  private grown(): number {
    if (this.used === this.intendedMs.length) {
      const capacity = 2 * this.used;
      this.intendedMs = widened(this.intendedMs, new Float64Array(capacity));
      this.sentMs = widened(this.sentMs, new Float64Array(capacity));
      this.startedMs = widened(this.startedMs, new Float64Array(capacity));
      this.serviceMs = widened(this.serviceMs, new Float64Array(capacity));
      this.cpuRate = widened(this.cpuRate, new Float64Array(capacity));
      this.attempt = widened(this.attempt, new Uint8Array(capacity));
      this.viaActivator = widened(this.viaActivator, new Uint8Array(capacity));
      this.state = widened(this.state, new Uint8Array(capacity));
      this.generation = widened(this.generation, new Int32Array(capacity));
      this.free = widened(this.free, new Int32Array(capacity));
    }
    return this.used++;
  }
}

function widened<Column extends Float64Array | Int32Array | Uint8Array>(old: Column, wider: Column): Column {
  wider.set(old);
  return wider;
}
