import { toWholeSecond } from './conditions';
import type { CompleteDeployment } from './defaults';
import type { DeploymentStatus, ReplicaSet, ReplicaSetScaled, ReplicaSetStatus, RolloutChanges, RolloutPod } from './types';

/** The Deployment as the API server keeps it. */
export interface DeploymentObject {
  readonly spec: CompleteDeployment;
  readonly template: string;
  readonly generation: number;
  /** Annotation deployment.kubernetes.io/revision; 0 before the first ReplicaSet. */
  readonly revision: number;
  readonly status: DeploymentStatus;
}

const NO_REPLICA_SET_STATUS: ReplicaSetStatus = { observedGeneration: 0, replicas: 0, ready: 0, available: 0, terminating: 0 };

/** The objects of one rollout as the API server keeps them, and a record of what the controllers wrote. */
export class RolloutObjects {
  /** Counts every write of a controller. */
  public writes = 0;
  private readonly replicaSetsById = new Map<number, ReplicaSet>();
  private readonly podsByName = new Map<string, RolloutPod>();
  private replicaSetsMade = 0;
  private podsMade = 0;
  private scaled: ReplicaSetScaled[] = [];
  private created: RolloutPod[] = [];
  private deleted: RolloutPod[] = [];
  private removed: string[] = [];

  public constructor(public deployment: DeploymentObject) {}

  /** In order of creation. */
  public replicaSets(): ReplicaSet[] {
    return [...this.replicaSetsById.values()];
  }

  /** All pods, terminating and failed ones included, in order of creation. */
  public pods(): RolloutPod[] {
    return [...this.podsByName.values()];
  }

  public pod(name: string): RolloutPod | undefined {
    return this.podsByName.get(name);
  }

  public podsOf({ id }: ReplicaSet): RolloutPod[] {
    return this.pods().filter(({ replicaSet }) => replicaSet === id);
  }

  public writeStatus(status: DeploymentStatus, revision: number): void {
    this.writes++;
    this.deployment = { ...this.deployment, status, revision };
  }

  public createReplicaSet(draft: Omit<ReplicaSet, 'id' | 'generation' | 'status'>): ReplicaSet {
    this.writes++;
    const created = { ...draft, id: ++this.replicaSetsMade, generation: 1, status: NO_REPLICA_SET_STATUS };
    this.replicaSetsById.set(created.id, created);
    this.scaled.push({ template: draft.template, from: 0, to: draft.replicas });
    return created;
  }

  /** Writes everything but the status. */
  public updateReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
    this.writes++;
    const stored = this.replicaSetsById.get(replicaSet.id) ?? replicaSet;
    const { replicas, minReadySeconds } = replicaSet;
    const changed = replicas !== stored.replicas || minReadySeconds !== stored.minReadySeconds;
    const updated = { ...replicaSet, generation: stored.generation + (changed ? 1 : 0), status: stored.status };
    this.replicaSetsById.set(updated.id, updated);
    if (replicas !== stored.replicas) this.scaled.push({ template: stored.template, from: stored.replicas, to: replicas });
    return updated;
  }

  public writeReplicaSetStatus(replicaSet: ReplicaSet, status: ReplicaSetStatus): void {
    this.writes++;
    this.replicaSetsById.set(replicaSet.id, { ...replicaSet, status });
  }

  /** Failed pods go with their ReplicaSet; those that terminate already take their time. */
  public removeReplicaSet(replicaSet: ReplicaSet): void {
    this.writes++;
    for (const { name, phase } of this.podsOf(replicaSet)) if (phase === 'Failed') this.podsByName.delete(name);
    this.replicaSetsById.delete(replicaSet.id);
    this.removed.push(replicaSet.template);
  }

  public createPod({ id: replicaSet, template }: ReplicaSet, nowMs: number): void {
    this.writes++;
    const id = ++this.podsMade;
    const pod: RolloutPod = {
      name: `p${id}`,
      id,
      replicaSet,
      template,
      createdMs: toWholeSecond(nowMs),
      phase: 'Pending',
      node: undefined,
      startedMs: undefined,
      ready: false,
      readyTransitionMs: toWholeSecond(nowMs),
      restarts: 0,
      deletionCost: 0,
      deleting: false,
    };
    this.podsByName.set(pod.name, pod);
    this.created.push(pod);
  }

  /** A DELETE by the ReplicaSet controller. */
  public deletePod(pod: RolloutPod): void {
    this.writes++;
    this.deleted.push(pod);
    this.terminate(pod);
  }

  /** A pod without a node, or one that has failed, goes at once; any other is terminating until `forgetPod`. */
  public terminate(pod: RolloutPod): void {
    if (pod.node === undefined || pod.phase === 'Failed') this.forgetPod(pod.name);
    else this.putPod({ ...pod, deleting: true });
  }

  public putPod(pod: RolloutPod): void {
    this.podsByName.set(pod.name, pod);
  }

  public forgetPod(name: string): void {
    this.podsByName.delete(name);
  }

  /** What was written since the last call. */
  public takeChanges(): RolloutChanges {
    const { scaled, created, removed } = this;
    const deleted = this.deleted.sort((left, right) => left.id - right.id);
    this.scaled = [];
    this.created = [];
    this.deleted = [];
    this.removed = [];
    return { scaled, created, deleted, removedReplicaSets: removed };
  }
}
