import type { Arrivals } from '../load/arrivals';
import type { Balancer } from './balancer';
import { type Clock, NEVER } from '../engine/clock';
import type { Demand } from '../load/demand';
import { Expiry } from '../load/expiry';
import { NextPod } from './next-pod';
import type { Outcomes } from '../results/outcomes';
import type { PodServer } from './pod-server';
import type { Requests } from '../load/requests';
import { Line } from './line';
import type { ServiceTimes } from '../load/service-time';
import type { Timers } from '../engine/timers';

// Bound once: every request passes here, and looking up a global costs time.
const { min } = Math;

/** Counts requests where Knative counts them. */
export interface RequestObserver {
  requestIn(id: number, nowMs: number): void;
  requestOut(id: number, nowMs: number): void;
  podRequestIn(pod: PodServer, id: number, nowMs: number): void;
  podRequestOut(pod: PodServer, id: number, nowMs: number): void;
}

/**
 * What is in front of the pods. `queue`: jobs that wait until a worker takes them, also when nobody waits for the answer any more.
 * `breaker`: a proxy that gives a pod no more than it can work on. `proxy`: one that holds requests only while there is no pod.
 * `none`: without a pod a request is refused.
 */
export type Front = 'queue' | 'breaker' | 'proxy' | 'none';

export interface TrafficOptions {
  readonly clock: Clock;
  readonly arrivals: Arrivals;
  readonly balancer: Balancer;
  readonly requests: Requests;
  readonly outcomes: Outcomes;
  readonly timers: Timers;
  readonly serviceTimes: ServiceTimes;
  /** For attempts after the first, so that they do not shift the draws of later requests. */
  readonly retryServiceTimes: ServiceTimes;
  readonly demand: Demand;
  readonly overheadMs: number;
  readonly timeoutMs: number;
  readonly retries: { readonly count: number; readonly backoffMs: number };
  /** Clients that send their next request on the answer. */
  readonly isClosedLoop: boolean;
  readonly front: Front;
  readonly hungUp: 'worked-off' | 'leaves';
}

/** How long a closed-loop client waits after a refusal, so that it does not spin. */
const PAUSE_AFTER_REFUSAL_MS = 1_000;
/**
 * Requests that a pod holds at most, in work and waiting; more are refused. Servers and kernels differ (Tomcat's maxConnections is
 * 8192, a listen queue of Linux 4096): without a bound an overload would be remembered for hours, and fill the memory.
 */
const MOST_IN_POD = 8_192;
/** Knative Serving 98e5ef9, pkg/activator/net/throttler.go, breakerQueueDepth. */
const MOST_IN_PROXY = 10_000;
/** As of `Requests.line`. */
const FRONT_LINE = 1;

/**
 * Requests on their way: arrival, pod, answer. The event loop takes whatever is next of four kinds: something in a pod, an arrival, a client's time-out, a timer. Requests are numbers into typed arrays; only timers are closures.
 */
export class Traffic {
  public front: Front;
  public observer: RequestObserver | undefined;
  /** Called when a pod that gets no more requests has worked off its last one. */
  public onDrained: ((pod: PodServer, nowMs: number) => void) | undefined;
  public readonly nextPod = new NextPod();
  /** Requests in front of the pods: in Redis, or in the activator. */
  public readonly waiting: Line;
  /** By their number; kept where requests leave lines. */
  private readonly podsByIndex: PodServer[] = [];
  private readonly expiry: Expiry | undefined;
  private readonly timeoutMs: number;
  private readonly leaves: boolean;
  private wantedClients = 0;
  private clients = 0;

  public constructor(private readonly options: TrafficOptions) {
    this.front = options.front;
    this.timeoutMs = options.timeoutMs;
    this.waiting = new Line(options.requests);
    this.leaves = options.hungUp === 'leaves';
    // An open loop without retries needs no event at a time-out where pods do not notice: the completion shows that it was too late.
    const isTracked = options.retries.count > 0 || options.isClosedLoop || this.leaves;
    this.expiry = isTracked ? new Expiry(options.requests, options.timeoutMs) : undefined;
  }

  public run(endMs: number): void {
    const { nextPod, expiry } = this;
    const { arrivals, timers, clock } = this.options;
    for (;;) {
      const arrivalMs = arrivals.nextMs;
      const podMs = nextPod.atMs;
      const expiryMs = expiry === undefined ? NEVER : expiry.nextMs;
      const timerMs = timers.nextMs;
      const nextMs = min(arrivalMs, podMs, expiryMs, timerMs);
      if (nextMs > endMs) return;
      clock[0] = nextMs;
      if (podMs === nextMs) this.podEvent();
      else if (arrivalMs === nextMs) {
        arrivals.advance();
        this.send();
      } else if (expiryMs === nextMs) this.expire(nextMs);
      else timers.runNext();
    }
  }

  /** Sets the number of closed-loop clients; those beyond it end with their next answer. */
  public setClients(count: number): void {
    this.wantedClients = count;
    while (this.clients < count) {
      this.clients++;
      this.send();
    }
  }

  public podRouted(pod: PodServer, nowMs: number): void {
    pod.isRouted = true;
    this.options.balancer.add(pod);
    this.flush(nowMs);
  }

  public podUnrouted(pod: PodServer, nowMs: number): void {
    pod.isRouted = false;
    this.options.balancer.remove(pod);
    if (pod.outstanding === 0) this.onDrained?.(pod, nowMs);
  }

  /** The process ends: what it had fails. */
  public podDied(pod: PodServer, nowMs: number): void {
    pod.isDead = true;
    for (let id = pod.dropOne(nowMs); id >= 0; id = pod.dropOne(nowMs)) {
      this.observer?.podRequestOut(pod, id, nowMs);
      this.refuse(id, nowMs);
    }
    this.nextPod.moved(pod);
    this.options.balancer.changed(pod);
  }

  /** Requests that wait in front of the pods go where they can. */
  public flush(nowMs: number): void {
    while (this.waiting.size > 0) {
      const pod = this.chosenPod();
      if (pod === undefined) return;
      const id = this.waiting.shift();
      this.options.requests.setLine(id, 0);
      if (!this.isGivenUp(id, nowMs)) this.give(pod, id);
    }
  }

  /** Requests that wait, in front of the pods and in them. */
  public get queueDepth(): number {
    return this.nextPod.pods.reduce((depth, pod) => depth + pod.waiting.size, this.waiting.size);
  }

  /** At the end: requests whose client would have given up by now have timed out. @returns how many are still in flight */
  public settle(endMs: number, fromMs: number): number {
    const { requests, outcomes } = this.options;
    let inFlight = requests.pendingRetries;
    for (let id = 0; id < requests.used; id++) {
      if (!requests.isWaiting(id)) continue;
      const givesUpMs = requests.sentMs(id) + this.timeoutMs;
      if (givesUpMs < endMs) outcomes.timeOut(givesUpMs, requests.intendedMs(id));
      else if (requests.intendedMs(id) >= fromMs) inFlight++;
    }
    return inFlight;
  }

  private send(): void {
    const { requests, outcomes, serviceTimes, demand, clock } = this.options;
    const nowMs = clock[0] ?? 0;
    outcomes.send(nowMs);
    const serviceMs = serviceTimes.next();
    this.dispatch(requests.take(nowMs, serviceMs, demand));
  }

  private dispatch(id: number): void {
    const { clock } = this.options;
    this.expiry?.add(id);
    this.observer?.requestIn(id, clock[0] ?? 0);
    const pod = this.chosenPod();
    if (pod !== undefined) this.give(pod, id);
    else if (this.isFull()) this.refuse(id, clock[0] ?? 0);
    else {
      this.waiting.push(id);
      this.options.requests.setLine(id, FRONT_LINE);
    }
  }

  /** Whether nobody can wait in front of the pods any more. */
  private isFull(): boolean {
    return this.front === 'none' || (this.front !== 'queue' && this.waiting.size >= MOST_IN_PROXY);
  }

  private chosenPod(): PodServer | undefined {
    const { balancer } = this.options;
    return this.front === 'queue' || this.front === 'breaker' ? balancer.anyFree() : balancer.pick();
  }

  private give(pod: PodServer, id: number): void {
    const { clock } = this.options;
    if (pod.isDead || pod.outstanding >= MOST_IN_POD) {
      this.refuse(id, clock[0] ?? 0);
      return;
    }
    this.observer?.podRequestIn(pod, id, clock[0] ?? 0);
    if (pod.accept(id)) this.nextPod.moved(pod);
    else if (this.leaves) this.podsByIndex[pod.index] = pod;
    this.options.balancer.changed(pod);
  }

  private podEvent(): void {
    const { pod } = this.nextPod;
    if (pod === undefined) return;
    const id = pod.takeEvent();
    this.nextPod.moved(pod);
    if (id < 0) return;
    this.options.balancer.changed(pod);
    const nowMs = this.options.clock[0] ?? 0;
    this.observer?.podRequestOut(pod, id, nowMs);
    this.finish(id);
    if (!pod.isRouted) {
      if (pod.outstanding === 0) this.onDrained?.(pod, nowMs);
    } else if (this.waiting.size > 0) this.flush(nowMs);
  }

  private finish(id: number): void {
    const { requests, outcomes, overheadMs, clock } = this.options;
    const nowMs = clock[0] ?? 0;
    if (requests.isAbandoned(id)) {
      outcomes.abandonedWork++;
      requests.release(id);
      return;
    }
    const answeredMs = nowMs + overheadMs;
    const givesUpMs = requests.sentMs(id) + this.timeoutMs;
    const intendedMs = requests.intendedMs(id);
    if (answeredMs <= givesUpMs) outcomes.answer(answeredMs - intendedMs, intendedMs);
    else {
      outcomes.timeOut(givesUpMs, intendedMs);
      outcomes.abandonedWork++;
    }
    this.observer?.requestOut(id, nowMs);
    requests.release(id);
    this.clientDone();
  }

  private refuse(id: number, nowMs: number): void {
    const { requests, outcomes } = this.options;
    if (requests.isAbandoned(id)) {
      requests.release(id);
      return;
    }
    this.observer?.requestOut(id, nowMs);
    if (!this.retry(id, nowMs)) {
      outcomes.refuse(nowMs, requests.intendedMs(id));
      if (this.options.isClosedLoop) this.options.timers.at(nowMs + PAUSE_AFTER_REFUSAL_MS, () => this.clientDone());
    }
    requests.release(id);
  }

  /** A client that gives up takes its waiting connection out of a proxy; a job stays in its queue. */
  private isGivenUp(id: number, nowMs: number): boolean {
    const { requests, outcomes } = this.options;
    if (this.front === 'queue') return false;
    const givesUpMs = requests.sentMs(id) + this.timeoutMs;
    const isAbandoned = requests.isAbandoned(id);
    if (!isAbandoned && givesUpMs >= nowMs) return false;
    if (!isAbandoned) {
      outcomes.timeOut(givesUpMs, requests.intendedMs(id));
      this.observer?.requestOut(id, nowMs);
    }
    requests.release(id);
    return true;
  }

  private expire(nowMs: number): void {
    const { requests, outcomes } = this.options;
    const id = this.expiry?.take() ?? -1;
    if (id < 0) return;
    requests.abandon(id);
    this.observer?.requestOut(id, nowMs);
    const line = this.leaves ? this.leaveLine(id, nowMs) : undefined;
    if (!this.retry(id, nowMs)) {
      outcomes.timeOut(nowMs, requests.intendedMs(id));
      this.clientDone();
    }
    line?.sweep();
  }

  /** @returns the line that it has left; undefined when a worker has it already */
  private leaveLine(id: number, nowMs: number): Line | undefined {
    const { requests, balancer } = this.options;
    const line = requests.line(id);
    if (line === 0) return undefined;
    const pod = line === FRONT_LINE ? undefined : this.podsByIndex[line - 2];
    const left = pod?.waiting ?? this.waiting;
    left.leave(id);
    if (pod !== undefined) {
      this.observer?.podRequestOut(pod, id, nowMs);
      balancer.changed(pod);
    }
    return left;
  }

  private retry(id: number, nowMs: number): boolean {
    const { requests, retries, timers, retryServiceTimes, demand, outcomes } = this.options;
    const attempt = requests.attempt(id) + 1;
    if (attempt > retries.count) return false;
    const intendedMs = requests.intendedMs(id);
    requests.pendingRetries++;
    timers.at(nowMs + retries.backoffMs, (later) => {
      requests.pendingRetries--;
      outcomes.retried++;
      const serviceMs = retryServiceTimes.next();
      const again = requests.take(intendedMs, serviceMs, demand);
      requests.sentAgain(again, attempt, later);
      this.dispatch(again);
    });
    return true;
  }

  private clientDone(): void {
    if (!this.options.isClosedLoop) return;
    if (this.clients > this.wantedClients) this.clients--;
    else this.send();
  }
}
