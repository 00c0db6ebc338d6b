import { toWholeSecond } from './conditions';
import { completeDeployment } from './defaults';
import { DeploymentSync } from './deployment-sync';
import { RolloutObjects } from './objects';
import { syncReplicaSet } from './replica-set-sync';
import { NO_STATUS } from './status';
import type { DeploymentSpec, DeploymentStatus, ReplicaSet, RolloutChanges, RolloutPod } from './types';

/** Controllers that still write after so many rounds would do so for ever. */
const MAX_ROUNDS = 10_000;

/**
 * One Deployment with its ReplicaSets and pods as kube-controller-manager v1.37.2 runs them, without cluster or clock:
 * tell it what happened (`edit`, `podReady`, …), then `settle(nowMs)` lets both controllers act until neither has anything to do.
 * Times are milliseconds on one clock that never goes back.
 */
export class Rollout {
  private readonly objects: RolloutObjects;
  private written: DeploymentSpec;
  private wakeMs: number | undefined;

  /**
   * @param spec as the user wrote it; it is not validated here
   * @param template the pod template: any string that is equal for equal templates only
   */
  public constructor(spec: DeploymentSpec, template: string) {
    this.written = spec;
    this.objects = new RolloutObjects({
      spec: completeDeployment(spec),
      template,
      generation: 1,
      revision: 0,
      status: NO_STATUS,
    });
  }

  /** spec.replicas as last written by anybody. */
  public get replicas(): number {
    return this.objects.deployment.spec.replicas;
  }

  public get status(): DeploymentStatus {
    return this.objects.deployment.status;
  }

  /** The pod template as last written. */
  public get template(): string {
    return this.objects.deployment.template;
  }

  /** Whether new pod templates wait. */
  public get paused(): boolean {
    return this.objects.deployment.spec.paused;
  }

  /** 0 before there is a ReplicaSet. */
  public get revision(): number {
    return this.objects.deployment.revision;
  }

  /** In order of creation. */
  public get replicaSets(): readonly ReplicaSet[] {
    return this.objects.replicaSets();
  }

  /** In order of creation; terminating and failed ones are among them. */
  public get pods(): readonly RolloutPod[] {
    return this.objects.pods();
  }

  /** When a controller asks to be woken: for `minReadySeconds`, or to see whether there is progress. */
  public get nextWakeMs(): number | undefined {
    return this.wakeMs;
  }

  /** Somebody writes the Deployment: fields that are given replace what was there. */
  public edit(changes: DeploymentSpec, template = this.objects.deployment.template): void {
    const { deployment } = this.objects;
    this.written = { ...this.written, ...changes };
    const spec = completeDeployment(this.written);
    if (template === deployment.template && JSON.stringify(spec) === JSON.stringify(deployment.spec)) return;
    this.objects.deployment = { ...deployment, spec, template, generation: deployment.generation + 1 };
  }

  /** The pod is bound to a node; its containers do not run yet. */
  public podScheduled(name: string, node: string): void {
    this.change(name, { node });
  }

  /** The pod is bound to a node, and its containers run. */
  public podStarted(name: string, node: string, nowMs: number): void {
    this.change(name, { node, phase: 'Running', startedMs: toWholeSecond(nowMs), readyTransitionMs: toWholeSecond(nowMs) });
  }

  public podReady(name: string, nowMs: number): void {
    if (!this.isReady(name)) this.change(name, { ready: true, readyTransitionMs: toWholeSecond(nowMs) });
  }

  /** @param restarts of the container that restarted most, since the last call */
  public podNotReady(name: string, nowMs: number, restarts = 0): void {
    if (this.isReady(name)) this.change(name, { ready: false, readyTransitionMs: toWholeSecond(nowMs) });
    this.change(name, { restarts: (this.objects.pod(name)?.restarts ?? 0) + restarts });
  }

  public podFailed(name: string, nowMs: number): void {
    this.podNotReady(name, nowMs);
    this.change(name, { phase: 'Failed' });
  }

  public setDeletionCost(name: string, deletionCost: number): void {
    this.change(name, { deletionCost });
  }

  /** Somebody other than the ReplicaSet controller deletes the pod. */
  public evict(name: string): void {
    const pod = this.objects.pod(name);
    if (pod !== undefined) this.objects.terminate(pod);
  }

  public podGone(name: string): void {
    this.objects.forgetPod(name);
  }

  /**
   * Rounds of one Deployment sync and one sync of each ReplicaSet, oldest first, until a round writes nothing.
   *
   * @returns what was done since the last call
   */
  public settle(nowMs: number): RolloutChanges {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { writes } = this.objects;
      const wakes = [new DeploymentSync(this.objects, nowMs).run()];
      for (const replicaSet of this.objects.replicaSets()) wakes.push(syncReplicaSet(this.objects, replicaSet, nowMs));
      if (writes !== this.objects.writes) continue;
      const earliest = Math.min(...wakes.map((wakeMs) => wakeMs ?? Infinity));
      this.wakeMs = earliest === Infinity ? undefined : earliest;
      return this.objects.takeChanges();
    }
    throw new Error(`The controllers still write after ${MAX_ROUNDS} rounds.`);
  }

  private isReady(name: string): boolean {
    return this.objects.pod(name)?.ready ?? false;
  }

  private change(name: string, changes: Partial<RolloutPod>): void {
    const pod = this.objects.pod(name);
    if (pod !== undefined) this.objects.putPod({ ...pod, ...changes });
  }
}
