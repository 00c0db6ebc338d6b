import { Rollout, type DeploymentSpec, type DeploymentStatus, type RolloutPod } from '../../rollout';
import type { Deploy } from '../config';
import { CfsQuota } from './cfs-quota';
import type { Clock } from '../engine/clock';
import type { Workload } from '../workload';
import { PodServer, type Server } from './pod-server';
import { RandomStream } from '../../../contract/random';
import { Pod } from './pod';
import type { Requests } from '../load/requests';
import type { Timers } from '../engine/timers';
import type { Traffic } from './traffic';

/** How long pods that are there at the start have been running: long enough for no rule about young pods to apply. */
const INITIAL_AGE_MS = 3_600_000;
const PERIOD_OF_CFS_MS = 100;

export interface ClusterOptions {
  readonly clock: Clock;
  readonly workload: Workload;
  readonly seed: number;
  readonly timers: Timers;
  readonly traffic: Traffic;
  readonly requests: Requests;
  /** How a new pod template is rolled out; Kubernetes' defaults without it. */
  readonly deployment?: DeploymentSpec | undefined;
}

/** The pod template that runs when the simulation starts. */
const FIRST_TEMPLATE = 0;

/**
 * The workload's pods from creation to deletion. How many there are of which template, and which go first, the exact Deployment and
 * ReplicaSet controllers of scaling/rollout say.
 *
 * Start-up as seen in recorded/hpa-*.json: a pod created at second 0 runs its container about one second later and is ready at
 * the first tick of its readiness probe after the application is up; the ticks count from when the kubelet got the pod (3 s of
 * start-up with a 2 s period: ready after 4 s, or after 6 s where the container took longer than a second), and requests arrive
 * 0.4 to 1.5 s after that (EndpointSlice and kube-proxy, which syncs at most once a second).
 */
export class Cluster {
  /** Not deleted, or deleted and still there. */
  public readonly pods: Pod[] = [];
  /** Pods times seconds, from scheduling to the end. */
  public podSeconds = 0;
  /** Requests that a worker took, and how long they had waited, in pods that are gone; in all after `close`. */
  public started = 0;
  public waitMs = 0;
  /** Called when a container starts, and when the number of ready pods changes. */
  public onContainerStart: ((pod: Pod, nowMs: number) => void) | undefined;
  public onReadyChange: ((nowMs: number) => void) | undefined;
  /** Called when a controller or a pod may have changed a count. */
  public onChange: ((nowMs: number) => void) | undefined;
  private readonly byName = new Map<string, Pod>();
  private readonly deploys: Deploy[] = [];
  private rollout: Rollout;
  private plannedWakeMs: number | undefined;
  private goneCpuMs = 0;

  public constructor(private readonly options: ClusterOptions) {
    const { traffic, timers, workload } = options;
    this.rollout = new Rollout({ replicas: 0 }, templateName(FIRST_TEMPLATE));
    traffic.onDrained = (server, nowMs) => {
      const pod = this.pods.find((one) => one.server === server);
      if (pod?.isDeleting === true) this.remove(pod, nowMs);
    };
    for (const { fromSeconds } of workload.room) timers.at(fromSeconds * 1000, (nowMs) => this.schedulePending(nowMs));
  }

  /** Pods that run already when the simulation starts: a rollout that has been over for long. */
  public start(count: number): void {
    const { deployment = {}, traffic } = this.options;
    const bornMs = -INITIAL_AGE_MS;
    // A Deployment that is created paused makes no pods: it has been paused since.
    this.rollout = new Rollout({ ...deployment, replicas: count, paused: false }, templateName(FIRST_TEMPLATE));
    this.rollout.settle(bornMs);
    for (const { name, id, template } of this.rollout.pods) {
      const pod = this.add({ name, id, template }, bornMs);
      pod.scheduledMs = bornMs;
      pod.readyMs = bornMs;
      this.startServer(pod, bornMs, 0);
      if (pod.server !== undefined) traffic.podRouted(pod.server, 0);
      this.rollout.podStarted(name, nodeOf(pod), bornMs);
      this.rollout.podReady(name, bornMs);
    }
    this.rollout.settle(bornMs);
    this.rollout.settle(bornMs + 1000 * (deployment.minReadySeconds ?? 0));
    this.rollout.edit({ paused: deployment.paused });
  }

  /** spec.replicas */
  public get replicas(): number {
    return this.rollout.replicas;
  }

  public get status(): DeploymentStatus {
    return this.rollout.status;
  }

  /** status.replicas: pods of all templates that are not being deleted. */
  public get alive(): number {
    return this.rollout.status.replicas;
  }

  public get readyCount(): number {
    return this.pods.reduce((count, pod) => count + (pod.isReady ? 1 : 0), 0);
  }

  /** CPU used by all pods there ever were, milliseconds of one core. */
  public cpuUsedMs(nowMs: number): number {
    return this.pods.reduce((sum, pod) => sum + pod.cpuUsedMs(nowMs), this.goneCpuMs);
  }

  /** Sets spec.replicas, and creates or deletes pods to match. */
  public scaleTo(replicas: number, nowMs: number): void {
    this.rollout.edit({ replicas });
    this.settle(nowMs);
  }

  /** Somebody applies a new pod template. */
  public deploy(deploy: Deploy, nowMs: number): void {
    this.deploys.push(deploy);
    this.rollout.edit({}, templateName(this.deploys.length));
    this.settle(nowMs);
  }

  /** Lets the controllers act until they have nothing left to do, and carries out what they did to pods. */
  private settle(nowMs: number): void {
    const { created, deleted } = this.rollout.settle(nowMs);
    for (const one of created) this.schedule(this.add(one, nowMs), nowMs);
    for (const { name } of deleted) {
      const pod = this.byName.get(name);
      if (pod !== undefined) this.delete(pod, nowMs);
    }
    this.planWake(nowMs);
    this.onChange?.(nowMs);
  }

  private planWake(nowMs: number): void {
    const wakeMs = this.rollout.nextWakeMs;
    if (wakeMs === undefined || wakeMs === this.plannedWakeMs) return;
    this.plannedWakeMs = wakeMs;
    this.options.timers.at(Math.max(wakeMs, nowMs), (later) => {
      if (this.plannedWakeMs !== wakeMs) return;
      this.plannedWakeMs = undefined;
      this.settle(later);
    });
  }

  /** At the end: counts what is still there. */
  public close(endMs: number): void {
    for (const pod of this.pods) this.count(pod, endMs);
  }

  private add({ name, id, template }: Pick<RolloutPod, 'name' | 'id' | 'template'>, nowMs: number): Pod {
    const pod = new Pod(name, id - 1, nowMs, this.deploys[deployIndex(template)]?.podsGetReady ?? true);
    this.pods.push(pod);
    this.byName.set(name, pod);
    return pod;
  }

  private schedule(pod: Pod, nowMs: number): void {
    const { timers, workload, seed } = this.options;
    const stream = new RandomStream(seed, `startup/${pod.index}`);
    const { scheduleSeconds, spread } = workload.startup;
    timers.at(nowMs + varied(scheduleSeconds, spread, stream), (later) => {
      pod.isQueued = true;
      this.schedulePending(later);
    });
  }

  /** Pending pods get room in the order in which they were created. */
  private schedulePending(nowMs: number): void {
    let room = this.roomAt(nowMs) - this.pods.filter(({ scheduledMs }) => scheduledMs !== undefined).length;
    for (const pod of this.pods) {
      if (pod.scheduledMs !== undefined || pod.isDeleting || !pod.isQueued) continue;
      if (--room < 0) return;
      pod.scheduledMs = nowMs;
      this.startUp(pod, nowMs);
    }
  }

  private roomAt(nowMs: number): number {
    let room = Infinity;
    for (const { fromSeconds, pods } of this.options.workload.room) if (fromSeconds * 1000 <= nowMs) room = pods ?? Infinity;
    return room;
  }

  private startUp(pod: Pod, scheduledMs: number): void {
    const { timers, workload, seed, traffic } = this.options;
    const { startup } = workload;
    const stream = new RandomStream(seed, `container/${pod.index}`);
    const containerMs = scheduledMs + varied(startup.containerSeconds, startup.spread, stream);
    const endpointMs = varied(startup.endpointSeconds, startup.spread, stream);
    const upMs = containerMs + 1000 * startup.applicationSeconds;
    const probedFromMs = Math.max(upMs, containerMs + 1000 * startup.initialDelaySeconds);
    const periodMs = 1000 * startup.readinessPeriodSeconds;
    const readyMs = periodMs > 0 ? scheduledMs + periodMs * Math.ceil((probedFromMs - scheduledMs) / periodMs) : probedFromMs;
    timers.at(containerMs, (nowMs) => {
      if (pod.isDeleting) return;
      this.rollout.podStarted(pod.name, nodeOf(pod), nowMs);
      this.startServer(pod, nowMs, nowMs);
      this.onContainerStart?.(pod, nowMs);
    });
    timers.at(upMs, () => pod.server?.spend(startup.applicationCpuMs));
    if (!pod.getsReady) return;
    timers.at(readyMs, (nowMs) => {
      if (pod.isDeleting) return;
      pod.readyMs = nowMs;
      this.rollout.podReady(pod.name, nowMs);
      this.settle(nowMs);
      this.onReadyChange?.(nowMs);
    });
    timers.at(readyMs + endpointMs, (nowMs) => {
      if (!pod.isDeleting && pod.server !== undefined) traffic.podRouted(pod.server, nowMs);
    });
  }

  private startServer(pod: Pod, containerStartMs: number, nowMs: number): void {
    const { clock, workload, requests, seed, traffic } = this.options;
    const { cpuLimitMillis, concurrency, cores = Infinity, discipline, contentionMs, idleCpuMillis } = workload;
    const phase = PERIOD_OF_CFS_MS * new RandomStream(seed, `cfs/${pod.index}`).uniform();
    const quota = cpuLimitMillis === undefined ? undefined : new CfsQuota(cpuLimitMillis, phase);
    const server: Server = {
      concurrency: concurrency === 0 ? Infinity : concurrency,
      cores,
      discipline,
      contentionMs,
      idleCores: idleCpuMillis / 1000,
    };
    pod.containerStartMs = containerStartMs;
    pod.server = new PodServer(pod.index, clock, requests, server, quota, nowMs);
    traffic.nextPod.add(pod.server);
  }

  private delete(pod: Pod, nowMs: number): void {
    const { timers, traffic, workload } = this.options;
    const { shutdown } = workload;
    const wasReady = pod.isReady;
    pod.isDeleting = true;
    const { server } = pod;
    if (server === undefined) this.forget(pod, nowMs);
    else {
      timers.at(nowMs + 1000 * shutdown.endpointSeconds, (later) => traffic.podUnrouted(server, later));
      const diesAfter = shutdown.mode === 'drop' ? shutdown.signalSeconds : shutdown.graceSeconds;
      timers.at(nowMs + 1000 * diesAfter, (later) => {
        if (pod.goneMs !== undefined) return;
        traffic.podDied(server, later);
        this.remove(pod, later);
      });
    }
    if (wasReady) this.onReadyChange?.(nowMs);
  }

  private remove(pod: Pod, nowMs: number): void {
    if (pod.goneMs !== undefined) return;
    this.forget(pod, nowMs);
    this.rollout.podGone(pod.name);
    this.settle(nowMs);
  }

  private forget(pod: Pod, nowMs: number): void {
    this.goneCpuMs += pod.cpuUsedMs(nowMs);
    pod.goneMs = nowMs;
    this.count(pod, nowMs);
    this.pods.splice(this.pods.indexOf(pod), 1);
    this.byName.delete(pod.name);
    if (pod.server !== undefined) this.options.traffic.nextPod.remove(pod.server);
    this.schedulePending(nowMs);
  }

  private count(pod: Pod, untilMs: number): void {
    this.started += pod.server?.started ?? 0;
    this.waitMs += pod.server?.waitMs ?? 0;
    if (pod.scheduledMs !== undefined) this.podSeconds += (untilMs - Math.max(0, pod.scheduledMs)) / 1000;
  }
}

/** Milliseconds of a time that varies by a share up and down. */
function varied(seconds: number, spread: number, stream: RandomStream): number {
  return 1000 * seconds * stream.between(1 - spread, 1 + spread);
}

/** Equal templates have equal names, and the first deploy makes template 1. */
function templateName(deploys: number): string {
  return String(deploys);
}

function deployIndex(template: string): number {
  return Number(template) - 1;
}

/** Every pod has a node of its own: the nodes of the simulation have no names. */
function nodeOf({ name }: Pod): string {
  return `node-of-${name}`;
}
