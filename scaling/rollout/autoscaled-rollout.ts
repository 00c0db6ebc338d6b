import {
  DEFAULT_SYNC_PERIOD_SECONDS,
  DEFAULT_KUBERNETES_VERSION,
  firstSyncAfterSeconds,
  HpaController,
  minorVersion,
  type ControllerSettings,
  type HpaInputs,
  type HpaSpec,
  type Pod,
} from '../hpa';
import { Rollout } from './rollout';
import type { DeploymentSpec, RolloutPod } from './types';

/** How long a pod takes for each part of its life. */
export interface PodTimes {
  /** From its creation until its containers run on a node. */
  readonly startsAfterMs: number;
  /** From then until it is ready; Infinity for one that never is. */
  readonly readyAfterMs: number;
  /** From its deletion until it is gone. */
  readonly goneAfterMs: number;
}

/** What the metrics APIs answer at one moment, and the pods that the HPA's selector matches. */
export type Measure = (rollout: Rollout, nowMs: number) => Omit<HpaInputs, 'specReplicas' | 'statusReplicas'>;

export function toHpaPod(pod: RolloutPod, containers: Pod['containers']): Pod {
  const { name, phase, deleting, ready, readyTransitionMs, startedMs = null } = pod;
  return { name, phase, deleting, ready: ready ? 'True' : 'False', readyTransitionMs, startMs: startedMs, containers };
}

/** A Deployment, its HPA and what happens to both. Everything that could be random is a function of the caller. */
export interface AutoscaledRollout {
  readonly deployment: DeploymentSpec;
  /** Without it the replicas stay. */
  readonly hpa?: HpaSpec;
  readonly settings?: Partial<ControllerSettings>;
  readonly podTimes: (pod: RolloutPod) => PodTimes;
  readonly measure: Measure;
  /** Whether the first pods have been ready for an hour when the time begins; otherwise they are created at 0. */
  readonly initiallyReady?: boolean;
  /** When a new pod template is applied, in rising order. */
  readonly deploysAtMs: readonly number[];
  /** When the HPA is created: at 0 it sees the first pods start. */
  readonly hpaCreatedAtMs?: number;
  readonly endMs: number;
  /** Called just before each new template, and whenever the controllers have acted. */
  readonly beforeDeploy?: (rollout: Rollout) => void;
  readonly afterSettling?: (rollout: Rollout, nowMs: number) => void;
  /** Ends the run before `endMs`. */
  readonly isOver?: (nowMs: number) => boolean;
}

/** The rollout as one sync of the HPA found it, and what the HPA decided. */
export interface AutoscaledStep {
  readonly atMs: number;
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly readyReplicas: number;
  readonly updatedReplicas: number;
  readonly terminatingReplicas: number;
  /** spec.replicas after the sync. */
  readonly replicas: number;
}

/** Runs Deployment, ReplicaSet and HPA controllers together, and returns every sync of the HPA. */
export function runAutoscaledRollout(scenario: AutoscaledRollout): readonly AutoscaledStep[] {
  return new Run(scenario).steps();
}

/** As old as no rule about young pods asks for. */
const INITIAL_AGE_MS = 3_600_000;

interface PodEvent {
  readonly atMs: number;
  readonly apply: () => void;
}

class Run {
  private readonly rollout: Rollout;
  private readonly hpa: HpaController | undefined;
  private readonly known = new Set<string>();
  private readonly leaving = new Set<string>();
  private podEvents: PodEvent[] = [];
  private deploys = 0;
  private nextSyncMs: number;

  public constructor(private readonly scenario: AutoscaledRollout) {
    const { settings = {}, hpaCreatedAtMs = 0 } = scenario;
    const minor = minorVersion(settings.kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION) ?? 0;
    this.rollout = new Rollout(scenario.deployment, templateOf(0));
    this.hpa = scenario.hpa && new HpaController(scenario.hpa, settings);
    const firstSyncMs = hpaCreatedAtMs + firstSyncAfterSeconds(minor, DEFAULT_SYNC_PERIOD_SECONDS) * 1000;
    this.nextSyncMs = this.hpa === undefined ? Infinity : firstSyncMs;
  }

  public steps(): AutoscaledStep[] {
    const steps: AutoscaledStep[] = [];
    if (this.scenario.initiallyReady === true) this.startReady();
    this.settle(0);
    for (let nowMs = this.nextMs(); nowMs <= this.scenario.endMs; nowMs = this.nextMs()) {
      if (this.scenario.isOver?.(nowMs) === true) break;
      this.applyPodEvents(nowMs);
      if (this.scenario.deploysAtMs[this.deploys] === nowMs) {
        this.scenario.beforeDeploy?.(this.rollout);
        this.rollout.edit({}, templateOf(++this.deploys));
      }
      this.settle(nowMs);
      if (this.nextSyncMs > nowMs) continue;
      steps.push(...this.syncHpa(nowMs));
      this.nextSyncMs = nowMs + DEFAULT_SYNC_PERIOD_SECONDS * 1000;
      this.settle(nowMs);
    }
    return steps;
  }

  private startReady(): void {
    const { rollout } = this;
    rollout.settle(-INITIAL_AGE_MS);
    for (const { name } of rollout.pods) {
      this.known.add(name);
      rollout.podStarted(name, nodeOf(name), -INITIAL_AGE_MS);
      rollout.podReady(name, -INITIAL_AGE_MS);
    }
    rollout.settle(-INITIAL_AGE_MS);
  }

  private nextMs(): number {
    const deployMs = this.scenario.deploysAtMs[this.deploys] ?? Infinity;
    const podsMs = this.podEvents.map(({ atMs }) => atMs);
    return Math.min(this.nextSyncMs, deployMs, this.rollout.nextWakeMs ?? Infinity, ...podsMs);
  }

  private applyPodEvents(nowMs: number): void {
    const due = this.podEvents.filter(({ atMs }) => atMs <= nowMs);
    this.podEvents = this.podEvents.filter(({ atMs }) => atMs > nowMs);
    for (const { apply } of due) apply();
  }

  /** Lets the controllers act, and plans the events of the pods that they created and deleted. */
  private settle(nowMs: number): void {
    this.rollout.settle(nowMs);
    for (const pod of this.rollout.pods) {
      if (!this.known.has(pod.name)) this.planLife(pod, nowMs);
      if (pod.deleting && !this.leaving.has(pod.name)) this.planEnd(pod, nowMs);
    }
    this.scenario.afterSettling?.(this.rollout, nowMs);
  }

  private planLife(pod: RolloutPod, nowMs: number): void {
    const { rollout, podEvents } = this;
    const { name } = pod;
    const { startsAfterMs, readyAfterMs } = this.scenario.podTimes(pod);
    const startMs = nowMs + startsAfterMs;
    const readyMs = startMs + readyAfterMs;
    this.known.add(name);
    podEvents.push({ atMs: startMs, apply: () => rollout.podStarted(name, nodeOf(name), startMs) });
    podEvents.push({ atMs: readyMs, apply: () => rollout.podReady(name, readyMs) });
  }

  private planEnd(pod: RolloutPod, nowMs: number): void {
    const { rollout } = this;
    this.leaving.add(pod.name);
    const atMs = nowMs + this.scenario.podTimes(pod).goneAfterMs;
    this.podEvents.push({ atMs, apply: () => rollout.podGone(pod.name) });
  }

  private syncHpa(nowMs: number): AutoscaledStep[] {
    if (this.hpa === undefined) return [];
    const { replicas: specReplicas, status } = this.rollout;
    const measured = this.scenario.measure(this.rollout, nowMs);
    const { replicas } = this.hpa.sync(nowMs, { ...measured, specReplicas, statusReplicas: status.replicas });
    this.rollout.edit({ replicas });
    const step = {
      atMs: nowMs,
      specReplicas,
      statusReplicas: status.replicas,
      readyReplicas: status.ready,
      updatedReplicas: status.updated,
      terminatingReplicas: status.terminating,
      replicas,
    };
    return [step];
  }
}

function nodeOf(pod: string): string {
  return `node-of-${pod}`;
}

function templateOf(deploy: number): string {
  return `template ${deploy}`;
}
