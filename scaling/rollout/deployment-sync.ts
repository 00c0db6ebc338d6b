import {
  conditionOf,
  DEPLOYMENT_PAUSED,
  DEPLOYMENT_RESUMED,
  FOUND_NEW_REPLICA_SET,
  hasProgressDeadline,
  hasRevisionHistoryLimit,
  keepTransition,
  newCondition,
  NEW_REPLICA_SET_AVAILABLE,
  NEW_REPLICA_SET_CREATED,
  PROGRESS_DEADLINE_EXCEEDED,
  REPLICA_SET_UPDATED,
  withCondition,
  withoutCondition,
} from './conditions';
import type { CompleteDeployment } from './defaults';
import { maxSurge, maxUnavailable } from './fenceposts';
import type { RolloutObjects } from './objects';
import {
  isActive,
  largestThenNewestFirst,
  largestThenOldestFirst,
  oldestFirst,
  proportion,
  reported,
  specReplicas,
} from './replica-sets';
import { calculateStatus, isComplete, isProgressing, isTimedOut, sameStatus } from './status';
import type { DeploymentCondition, DeploymentConditionType, DeploymentStatus, ReplicaSet } from './types';

/** The ReplicaSet of the template in force, where there is one, and the others, oldest first. */
interface Generations {
  readonly newest: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

function all({ newest, old }: Generations): readonly ReplicaSet[] {
  return newest === undefined ? old : [...old, newest];
}

/** Whether a ReplicaSet is written although its size stays: its annotations may have to follow the Deployment. */
type Write = 'always' | 'if-resized';

/**
 * One sync of the Deployment controller. Follows pkg/controller/deployment/deployment_controller.go, syncDeployment, v1.37.2.
 * The ReplicaSets are read once, at its start; what the sync itself writes it sees only where upstream uses the answer.
 */
export class DeploymentSync {
  private readonly spec: CompleteDeployment;
  private readonly template: string;
  private readonly generation: number;
  private readonly surge: number;
  private readonly unavailable: number;
  private readonly replicaSets: readonly ReplicaSet[];
  private status: DeploymentStatus;
  private revision: number;

  public constructor(
    private readonly objects: RolloutObjects,
    private readonly nowMs: number,
  ) {
    const { spec, template, generation, status, revision } = objects.deployment;
    this.spec = spec;
    this.template = template;
    this.generation = generation;
    this.status = status;
    this.revision = revision;
    this.surge = maxSurge(spec);
    this.unavailable = maxUnavailable(spec);
    this.replicaSets = objects.replicaSets();
  }

  /** @returns when the controller asks to be woken to check the progress, undefined when it does not */
  public run(): number | undefined {
    this.checkPausedConditions();
    if (this.spec.paused || this.isScalingEvent()) {
      this.syncOnScaling();
      return undefined;
    }
    return this.spec.strategy.type === 'Recreate' ? this.rolloutRecreate() : this.rolloutRolling();
  }

  /** Follows pkg/controller/deployment/sync.go, checkPausedConditions, v1.37.2. */
  private checkPausedConditions(): void {
    if (!hasProgressDeadline(this.spec)) return;
    const reason = conditionOf(this.status.conditions, 'Progressing')?.reason;
    if (reason === PROGRESS_DEADLINE_EXCEEDED || this.spec.paused === (reason === DEPLOYMENT_PAUSED)) return;
    this.setProgressing('Unknown', this.spec.paused ? DEPLOYMENT_PAUSED : DEPLOYMENT_RESUMED);
    this.writeStatus();
  }

  /**
   * Whether somebody has changed spec.replicas since an active ReplicaSet was last scaled.
   * Follows pkg/controller/deployment/sync.go, isScalingEvent, v1.37.2.
   */
  private isScalingEvent(): boolean {
    return all(this.findGenerations())
      .filter(isActive)
      .some(({ desiredReplicas }) => desiredReplicas !== this.spec.replicas);
  }

  /** Follows pkg/controller/deployment/sync.go, sync and syncDeploymentStatus, v1.37.2. */
  private syncOnScaling(): void {
    const generations = this.findGenerations();
    this.scale(generations);
    if (this.spec.paused) this.cleanUp(generations.old);
    const status = this.newStatus(generations);
    if (!sameStatus(this.status, status)) this.writeStatus(status);
  }

  /**
   * Keeps revision and annotations of the newest ReplicaSet up to date.
   * Follows pkg/controller/deployment/sync.go, getAllReplicaSetsAndSyncRevision and getNewReplicaSet, v1.37.2.
   */
  private findGenerations(): Generations {
    const newest = this.replicaSets.find(({ template }) => template === this.template);
    const old = this.replicaSets.filter((replicaSet) => replicaSet !== newest);
    return { newest: newest && this.syncRevision(newest, old), old };
  }

  private syncRevision(newest: ReplicaSet, old: readonly ReplicaSet[]): ReplicaSet {
    const revision = Math.max(newest.revision, nextRevision(old));
    const { minReadySeconds } = this.spec;
    if (revision !== newest.revision || minReadySeconds !== newest.minReadySeconds) {
      return this.objects.updateReplicaSet({ ...newest, revision, minReadySeconds });
    }
    const isFound = hasProgressDeadline(this.spec) && conditionOf(this.status.conditions, 'Progressing') === undefined;
    if (isFound) this.setProgressing('True', FOUND_NEW_REPLICA_SET);
    if (isFound || this.revision !== revision) {
      this.revision = revision;
      this.writeStatus();
    }
    return newest;
  }

  private createNewest(old: readonly ReplicaSet[]): ReplicaSet {
    const revision = nextRevision(old);
    const created = this.objects.createReplicaSet({
      template: this.template,
      replicas: this.replicasOfNewest(0, specReplicas(old)),
      minReadySeconds: this.spec.minReadySeconds,
      revision,
      desiredReplicas: this.spec.replicas,
      maxReplicas: this.spec.replicas + this.surge,
    });
    this.revision = revision;
    if (hasProgressDeadline(this.spec)) this.setProgressing('True', NEW_REPLICA_SET_CREATED);
    this.writeStatus();
    return created;
  }

  /**
   * Follows pkg/controller/deployment/util/deployment_util.go, NewRSNewReplicas, v1.37.2.
   *
   * @param total asked of all ReplicaSets together
   */
  private replicasOfNewest(current: number, total: number): number {
    const { strategy, replicas } = this.spec;
    if (strategy.type === 'Recreate') return replicas;
    const room = replicas + this.surge - total;
    return room <= 0 ? current : current + Math.min(room, replicas - current);
  }

  /** Follows pkg/controller/deployment/rolling.go, rolloutRolling, v1.37.2. */
  private rolloutRolling(): number | undefined {
    const found = this.findGenerations();
    const newest = found.newest ?? this.createNewest(found.old);
    const generations = { newest, old: found.old };
    const scaled = this.reconcileNewest(newest, generations) || this.reconcileOld(newest, generations);
    if (!scaled && isComplete(this.spec, this.generation, this.status)) this.cleanUp(generations.old);
    return this.syncRolloutStatus(generations);
  }

  /** Follows pkg/controller/deployment/rolling.go, reconcileNewReplicaSet, v1.37.2. */
  private reconcileNewest(newest: ReplicaSet, generations: Generations): boolean {
    const { replicas } = this.spec;
    const wanted =
      newest.replicas >= replicas ? replicas : this.replicasOfNewest(newest.replicas, specReplicas(all(generations)));
    return this.scaleReplicaSet(newest, wanted, 'if-resized') !== newest;
  }

  /** Follows pkg/controller/deployment/rolling.go, reconcileOldReplicaSets, v1.37.2. */
  private reconcileOld(newest: ReplicaSet, generations: Generations): boolean {
    const old = generations.old.filter(isActive).sort(oldestFirst);
    if (old.length === 0) return false;
    const minAvailable = this.spec.replicas - this.unavailable;
    const newestUnavailable = newest.replicas - newest.status.available;
    const mayGo = specReplicas(all(generations)) - minAvailable - newestUnavailable;
    if (mayGo <= 0) return false;
    const healthy = this.cleanUpUnhealthy(old, mayGo);
    if (healthy === undefined) return false;
    const scaledDown = this.scaleDownOld(healthy, reported([...healthy, newest], 'available') - minAvailable);
    return specReplicas(healthy) < specReplicas(old) || scaledDown;
  }

  /**
   * Pods of old ReplicaSets that are not available go first: that costs no availability.
   * Follows pkg/controller/deployment/rolling.go, cleanupUnhealthyReplicas, v1.37.2.
   *
   * @returns undefined when one still counts pods that it has deleted: upstream then gives up until the next sync
   */
  private cleanUpUnhealthy(old: readonly ReplicaSet[], mayGo: number): readonly ReplicaSet[] | undefined {
    const cleaned = [...old];
    let left = mayGo;
    for (const [index, replicaSet] of old.entries()) {
      if (left <= 0) break;
      const going = Math.min(left, replicaSet.replicas - replicaSet.status.available);
      if (going < 0) return undefined;
      cleaned[index] = this.scaleReplicaSet(replicaSet, replicaSet.replicas - going, 'if-resized');
      left -= going;
    }
    return cleaned;
  }

  /** Follows pkg/controller/deployment/rolling.go, scaleDownOldReplicaSetsForRollingUpdate, v1.37.2. */
  private scaleDownOld(old: readonly ReplicaSet[], mayGo: number): boolean {
    let left = mayGo;
    for (const replicaSet of old) {
      if (left <= 0) break;
      const going = Math.min(replicaSet.replicas, left);
      if (going === 0) continue;
      this.scaleReplicaSet(replicaSet, replicaSet.replicas - going, 'if-resized');
      left -= going;
    }
    return left < mayGo;
  }

  /** Follows pkg/controller/deployment/recreate.go, rolloutRecreate, v1.37.2. */
  private rolloutRecreate(): number | undefined {
    const found = this.findGenerations();
    const active = found.old.filter(isActive);
    for (const replicaSet of active) this.scaleReplicaSet(replicaSet, 0, 'if-resized');
    if (active.length > 0 || this.oldPodsRun(found)) return this.syncRolloutStatus(found);
    const newest = found.newest ?? this.createNewest(found.old);
    this.scaleReplicaSet(newest, this.spec.replicas, 'if-resized');
    if (isComplete(this.spec, this.generation, this.status)) this.cleanUp(found.old);
    return this.syncRolloutStatus({ newest, old: found.old });
  }

  /** Terminating pods still run. Follows pkg/controller/deployment/recreate.go, oldPodsRunning, v1.37.2. */
  private oldPodsRun({ old }: Generations): boolean {
    return (
      reported(old, 'replicas') > 0 ||
      old.some((replicaSet) => this.objects.podsOf(replicaSet).some(({ phase }) => phase !== 'Failed'))
    );
  }

  /**
   * Spreads a change of spec.replicas over the ReplicaSets that are active, in proportion to their sizes.
   * Follows pkg/controller/deployment/sync.go, scale, v1.37.2.
   */
  private scale(generations: Generations): void {
    const active = all(generations).filter(isActive);
    const single = active.length > 1 ? undefined : (active[0] ?? generations.newest ?? generations.old.at(-1));
    if (single !== undefined) this.scaleReplicaSet(single, this.spec.replicas, 'if-resized');
    else if (this.isSaturated(generations.newest)) {
      for (const old of generations.old.filter(isActive)) this.scaleReplicaSet(old, 0, 'if-resized');
    } else if (this.spec.strategy.type === 'RollingUpdate') this.scaleProportionally(active);
  }

  private scaleProportionally(active: readonly ReplicaSet[]): void {
    const { replicas } = this.spec;
    const toAdd = (replicas > 0 ? replicas + this.surge : 0) - specReplicas(active);
    const sorted = [...active].sort(toAdd > 0 ? largestThenNewestFirst : largestThenOldestFirst);
    let added = 0;
    const sizes = sorted.map((replicaSet) => {
      const share = proportion(replicaSet, this.spec, this.status.replicas, toAdd, added);
      added += share;
      return replicaSet.replicas + share;
    });
    const leftover = toAdd - added;
    for (const [index, replicaSet] of sorted.entries()) {
      const size = sizes[index] ?? 0;
      this.scaleReplicaSet(replicaSet, index === 0 ? Math.max(0, size + leftover) : size, 'always');
    }
  }

  /** Follows pkg/controller/deployment/util/deployment_util.go, IsSaturated, v1.37.2. */
  private isSaturated(newest: ReplicaSet | undefined): boolean {
    const { replicas } = this.spec;
    return newest?.replicas === replicas && newest.desiredReplicas === replicas && newest.status.available === replicas;
  }

  /** Follows pkg/controller/deployment/sync.go, scaleReplicaSet, v1.37.2. */
  private scaleReplicaSet(replicaSet: ReplicaSet, replicas: number, write: Write): ReplicaSet {
    if (write === 'if-resized' && replicaSet.replicas === replicas) return replicaSet;
    const desiredReplicas = this.spec.replicas;
    const maxReplicas = desiredReplicas + this.surge;
    const upToDate =
      replicaSet.replicas === replicas &&
      replicaSet.desiredReplicas === desiredReplicas &&
      replicaSet.maxReplicas === maxReplicas;
    return upToDate ? replicaSet : this.objects.updateReplicaSet({ ...replicaSet, replicas, desiredReplicas, maxReplicas });
  }

  /** Follows pkg/controller/deployment/sync.go, cleanupDeployment, v1.37.2. */
  private cleanUp(old: readonly ReplicaSet[]): void {
    if (!hasRevisionHistoryLimit(this.spec)) return;
    const tooMany = Math.max(0, old.length - this.spec.revisionHistoryLimit);
    const byRevision = [...old].sort((left, right) => left.revision - right.revision || oldestFirst(left, right));
    for (const replicaSet of byRevision.slice(0, tooMany)) {
      const { replicas, status, generation } = replicaSet;
      if (replicas !== 0 || status.replicas !== 0 || generation > status.observedGeneration) continue;
      this.objects.removeReplicaSet(replicaSet);
    }
  }

  /** Follows pkg/controller/deployment/progress.go, syncRolloutStatus, v1.37.2. */
  private syncRolloutStatus(generations: Generations): number | undefined {
    const status = this.withProgress(this.newStatus(generations));
    if (sameStatus(this.status, status)) return this.progressCheck(status);
    this.writeStatus(status);
    return undefined;
  }

  private withProgress(status: DeploymentStatus): DeploymentStatus {
    const { spec, generation, nowMs } = this;
    if (!hasProgressDeadline(spec)) return { ...status, conditions: withoutCondition(status.conditions, 'Progressing') };
    const current = conditionOf(this.status.conditions, 'Progressing');
    if (status.replicas === status.updated && current?.reason === NEW_REPLICA_SET_AVAILABLE) return status;
    if (isComplete(spec, generation, status)) {
      const condition = newCondition('Progressing', 'True', NEW_REPLICA_SET_AVAILABLE, nowMs);
      return { ...status, conditions: withCondition(status.conditions, condition) };
    }
    if (isProgressing(this.status, status)) {
      const condition = keepTransition(newCondition('Progressing', 'True', REPLICA_SET_UPDATED, nowMs), current);
      return { ...status, conditions: [...withoutCondition(status.conditions, 'Progressing'), condition] };
    }
    if (!isTimedOut(spec, status, nowMs)) return status;
    const condition = newCondition('Progressing', 'False', PROGRESS_DEADLINE_EXCEEDED, nowMs);
    return { ...status, conditions: withCondition(status.conditions, condition) };
  }

  /**
   * A second after the deadline. Follows pkg/controller/deployment/progress.go, requeueStuckDeployment, v1.37.2, but for the
   * checks that can find nothing: those of a Deployment whose last rollout is over.
   */
  private progressCheck(status: DeploymentStatus): number | undefined {
    const current = conditionOf(this.status.conditions, 'Progressing');
    if (!hasProgressDeadline(this.spec) || current === undefined || isComplete(this.spec, this.generation, status))
      return undefined;
    if (current.reason === PROGRESS_DEADLINE_EXCEEDED || current.reason === NEW_REPLICA_SET_AVAILABLE) return undefined;
    return Math.max(current.lastUpdateMs + this.spec.progressDeadlineSeconds * 1000, this.nowMs) + 1000;
  }

  private newStatus(generations: Generations): DeploymentStatus {
    return calculateStatus(all(generations), generations.newest, this.spec, this.generation, this.status, this.nowMs);
  }

  private setProgressing(status: DeploymentCondition['status'], reason: string): void {
    const type: DeploymentConditionType = 'Progressing';
    const conditions = withCondition(this.status.conditions, newCondition(type, status, reason, this.nowMs));
    this.status = { ...this.status, conditions };
  }

  private writeStatus(status: DeploymentStatus = this.status): void {
    this.objects.writeStatus(status, this.revision);
  }
}

/** Follows pkg/controller/deployment/util/deployment_util.go, MaxRevision, v1.37.2. */
function nextRevision(old: readonly ReplicaSet[]): number {
  return Math.max(0, ...old.map(({ revision }) => revision)) + 1;
}
