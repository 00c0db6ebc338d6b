import type { Via } from '../../../scaling/kpa';

/** A ready pod of a revision. */
export interface Backend {
  readonly pod: string;
  readonly host: string;
  readonly port: number;
  readonly startedMs: number;
}

/** Called when a pod gets a request and when it is done with it, as the pod's queue-proxy would count it. */
export interface PodCounter {
  requestIn(pod: string, via: Via): void;
  requestOut(pod: string, via: Via): void;
}

export interface DispatcherOptions {
  /** Requests in one pod at a time; 0 is no limit. */
  readonly containerConcurrency: number;
  readonly counter: PodCounter;
}

/** One request in the dispatcher. Leaves exactly once: answered, timed out while waiting, or given up. */
export interface Ticket {
  leave(): void;
}

interface Lane {
  backend: Backend;
  inFlight: number;
  /** Requests that came directly and wait in this pod. */
  readonly waiting: Set<Request>;
  state: 'ready' | 'leaving';
}

interface Request {
  readonly via: Via;
  readonly grant: (backend: Backend) => void;
  lane: Lane | undefined;
  state: 'waiting' | 'granted' | 'left';
}

/** Upstream: pkg/activator/net/throttler.go, breakerQueueDepth. */
const ACTIVATOR_QUEUE_DEPTH = 10_000;
/** Upstream: pkg/queue/sharedmain/main.go, buildBreaker. */
const POD_QUEUE_DEPTH_PER_SLOT = 10;

/**
 * Which pod gets which request, and when.
 * Through the activator, requests wait in one line until a pod has room. Without it, a request goes to
 * a pod at once and waits there. The pod with the fewest requests is taken, ties in turn.
 * Follows Knative Serving 98e5ef9, pkg/activator/net/throttler.go and pkg/queue/breaker.go. Upstream's activator takes the
 * better of two random pods, the first or the next one with room, depending on the limit; the least loaded one stands for all three.
 */
export class Dispatcher {
  private readonly lanes = new Map<string, Lane>();
  private readonly line = new Set<Request>();
  private turn = 0;

  public constructor(private readonly options: DispatcherOptions) {}

  public get hasBackends(): boolean {
    return this.ready().length > 0;
  }

  /** Requests without a pod. */
  public get waiting(): number {
    return this.line.size;
  }

  /** From now on these pods take requests. Other pods finish what they are working on; requests that wait in them move. */
  public setBackends(backends: readonly Backend[]): void {
    const ready = new Map(backends.map((backend) => [backend.pod, backend]));
    for (const backend of backends) {
      const lane = this.lanes.get(backend.pod);
      if (lane === undefined) this.lanes.set(backend.pod, { backend, inFlight: 0, waiting: new Set(), state: 'ready' });
      else Object.assign(lane, { backend, state: 'ready' });
    }
    for (const [pod, lane] of this.lanes) {
      if (ready.has(pod)) continue;
      lane.state = 'leaving';
      for (const request of lane.waiting) this.backInLine(request, lane);
      lane.waiting.clear();
      if (lane.inFlight === 0) this.lanes.delete(pod);
    }
    this.pump();
  }

  /**
   * @param grant called at once or later with the pod that the request may go to; never after `leave`
   * @returns undefined when the line is full and the request must be refused
   */
  public enter(via: Via, grant: (backend: Backend) => void): Ticket | undefined {
    const request: Request = { via, grant, lane: undefined, state: 'waiting' };
    const lane = this.leastLoaded(via === 'activator' ? (one) => this.hasRoom(one) : () => true);
    if (lane === undefined) {
      if (this.line.size >= ACTIVATOR_QUEUE_DEPTH) return undefined;
      this.line.add(request);
    } else if (this.hasRoom(lane)) this.assign(request, lane);
    else if (lane.waiting.size >= this.options.containerConcurrency * POD_QUEUE_DEPTH_PER_SLOT) return undefined;
    else {
      request.lane = lane;
      lane.waiting.add(request);
      this.options.counter.requestIn(lane.backend.pod, via);
    }
    return { leave: () => this.leave(request) };
  }

  private leave(request: Request): void {
    const { lane, state } = request;
    request.state = 'left';
    if (state === 'left') return;
    if (lane === undefined) {
      this.line.delete(request);
      return;
    }
    this.options.counter.requestOut(lane.backend.pod, request.via);
    if (state === 'waiting') {
      lane.waiting.delete(request);
      return;
    }
    lane.inFlight--;
    if (lane.state === 'leaving') {
      if (lane.inFlight === 0) this.lanes.delete(lane.backend.pod);
      return;
    }
    const [next] = lane.waiting;
    if (next === undefined) this.pump();
    else {
      lane.waiting.delete(next);
      this.grant(next, lane);
    }
  }

  private pump(): void {
    for (const request of this.line) {
      const lane = this.leastLoaded((one) => this.hasRoom(one));
      if (lane === undefined) return;
      this.line.delete(request);
      this.assign(request, lane);
    }
  }

  private assign(request: Request, lane: Lane): void {
    this.options.counter.requestIn(lane.backend.pod, request.via);
    this.grant(request, lane);
  }

  private grant(request: Request, lane: Lane): void {
    request.lane = lane;
    request.state = 'granted';
    lane.inFlight++;
    request.grant(lane.backend);
  }

  private backInLine(request: Request, lane: Lane): void {
    this.options.counter.requestOut(lane.backend.pod, request.via);
    request.lane = undefined;
    this.line.add(request);
  }

  private hasRoom({ inFlight }: Lane): boolean {
    const { containerConcurrency } = this.options;
    return containerConcurrency === 0 || inFlight < containerConcurrency;
  }

  private ready(): Lane[] {
    return [...this.lanes.values()].filter(({ state }) => state === 'ready');
  }

  private leastLoaded(eligible: (lane: Lane) => boolean): Lane | undefined {
    const lanes = this.ready();
    let best: Lane | undefined;
    let bestIndex = 0;
    for (let step = 0; step < lanes.length; step++) {
      const index = (this.turn + step) % lanes.length;
      const lane = lanes[index];
      if (lane === undefined || !eligible(lane)) continue;
      if (best === undefined || lane.inFlight + lane.waiting.size < best.inFlight + best.waiting.size) {
        best = lane;
        bestIndex = index;
      }
    }
    if (best !== undefined) this.turn = bestIndex + 1;
    return best;
  }
}
