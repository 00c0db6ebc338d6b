import type { Arrivals } from '../load/arrivals';
import type { Balancer } from './balancer';
import { type Clock, NEVER } from '../engine/clock';
import type { Demand } from '../load/demand';
import { Expiry } from '../load/expiry';
import { NextPod } from './next-pod';
import type { Outcomes } from '../results/outcomes';
import type { PodServer } from './pod-server';
import type { Requests } from '../load/requests';
import { Ring } from '../engine/ring';
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
 * Requests on their way: arrival, pod, answer. The event loop takes whatever is next of four kinds: something in a pod, an arrival, a client's time-out, a timer. Requests are numbers into typed arrays; only timers are closures.
 */
export class Traffic {
  public front: Front;
  public observer: RequestObserver | undefined;
  /** Called when a pod that gets no more requests has worked off its last one. */
  public onDrained: ((pod: PodServer, nowMs: number) => void) | undefined;
  public readonly nextPod = new NextPod();
  /** Requests in front of the pods: in Redis, or in the activator. */
  public readonly waiting = new Ring();
  private readonly expiry: Expiry | undefined;
  private readonly timeoutMs: number;
  private wantedClients = 0;
  private clients = 0;

  public constructor(private readonly options: TrafficOptions) {
    this.front = options.front;
    this.timeoutMs = options.timeoutMs;
    // An open loop without retries needs no event at a time-out where pods do not notice: the completion shows that it was too late.
    const isTracked = options.retries.count > 0 || options.isClosedLoop || options.hungUp === 'leaves';
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
  }

  /** Requests that wait in front of the pods go where they can. */
  public flush(nowMs: number): void {
    while (this.waiting.size > 0) {
      const pod = this.chosenPod();
      if (pod === undefined) return;
      const id = this.waiting.shift();
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
    else if (this.front === 'none') this.refuse(id, clock[0] ?? 0);
    else this.waiting.push(id);
  }

  private chosenPod(): PodServer | undefined {
    const { balancer } = this.options;
    return this.front === 'queue' || this.front === 'breaker' ? balancer.anyFree() : balancer.pick();
  }

  private give(pod: PodServer, id: number): void {
    const { clock } = this.options;
    if (pod.isDead) {
      this.refuse(id, clock[0] ?? 0);
      return;
    }
    this.observer?.podRequestIn(pod, id, clock[0] ?? 0);
    if (pod.accept(id)) this.nextPod.moved(pod);
  }

  private podEvent(): void {
    const { pod } = this.nextPod;
    if (pod === undefined) return;
    const id = pod.takeEvent();
    this.nextPod.moved(pod);
    if (id < 0) return;
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
    const { requests, outcomes, hungUp } = this.options;
    const id = this.expiry?.take() ?? -1;
    if (id < 0) return;
    requests.abandon(id);
    this.observer?.requestOut(id, nowMs);
    const isOut = hungUp === 'leaves' && this.leaveLine(id, nowMs);
    if (!this.retry(id, nowMs)) {
      outcomes.timeOut(nowMs, requests.intendedMs(id));
      this.clientDone();
    }
    if (isOut) requests.release(id);
  }

  /** @returns false when a worker has it already */
  private leaveLine(id: number, nowMs: number): boolean {
    if (this.waiting.remove(id)) return true;
    const pod = this.nextPod.pods.find((one) => one.waiting.remove(id));
    if (pod !== undefined) this.observer?.podRequestOut(pod, id, nowMs);
    return pod !== undefined;
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
