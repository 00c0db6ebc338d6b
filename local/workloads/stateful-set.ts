import { below } from '../machine/files';
import type { StatefulSet } from '../kubernetes/workloads';
import { templateHash } from './names';
import {
  referenceOf,
  type RolloutState,
  type RunningWorkload,
  type WorkloadContext,
  type WorkloadPod,
  type WorkloadStatus,
} from './running';

const REVISION_LABEL = 'controller-revision-hash';

type Template = StatefulSet['spec']['template'];

/** One StatefulSet. Follows kube-controller-manager v1.37.2, pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet. */
export class RunningStatefulSet implements RunningWorkload {
  public desired: number;
  /** What pods below the partition are made of until every pod has the newest template. */
  private current: Template;

  public constructor(
    private applied: StatefulSet,
    replicas: number,
    private readonly context: WorkloadContext,
  ) {
    this.desired = replicas;
    this.current = applied.spec.template;
  }

  public get manifest(): StatefulSet {
    return this.applied;
  }

  public get status(): WorkloadStatus {
    const all = this.pods();
    const active = all.filter((pod) => !pod.isDeleting);
    const ready = active.filter((pod) => pod.isReady).length;
    return {
      ...referenceOf(this.applied),
      desired: this.desired,
      current: active.length,
      ready,
      updated: active.filter((pod) => this.isUpdated(pod)).length,
      available: ready,
      terminating: all.length - active.length,
      isAvailable: ready === this.desired,
      rollout: this.stateOf(active),
    };
  }

  public update(manifest: StatefulSet): void {
    this.applied = manifest;
  }

  /**
   * One pod at a time, lowest ordinal first and highest deleted first, unless podManagementPolicy says Parallel.
   * Pods of an older template are replaced from the highest ordinal down, each when all above it are ready.
   */
  public reconcile(): void {
    const all = this.pods();
    const isOrdered = this.applied.spec.podManagementPolicy === 'OrderedReady';
    if (!this.createMissing(all, isOrdered)) return;
    if (isOrdered && all.some((pod) => pod.isDeleting)) return;
    const surplus = all
      .filter((pod) => !pod.isDeleting && this.ordinalOf(pod) >= this.desired)
      .sort((one, other) => this.ordinalOf(other) - this.ordinalOf(one));
    for (const pod of isOrdered ? surplus.slice(0, 1) : surplus) this.context.pods.discard(pod);
    if (surplus.length === 0) this.replaceOutdated(all);
  }

  public stop(): void {
    // It has no timers.
  }

  /** @returns whether the next step may be taken */
  private createMissing(all: readonly WorkloadPod[], isOrdered: boolean): boolean {
    for (let ordinal = 0; ordinal < this.desired; ordinal++) {
      const pod = all.find((one) => this.ordinalOf(one) === ordinal);
      if (pod === undefined) this.create(ordinal);
      if (isOrdered && pod?.isReady !== true) return false;
    }
    return true;
  }

  private replaceOutdated(all: readonly WorkloadPod[]): void {
    const { updateStrategy } = this.applied.spec;
    if (updateStrategy.type === 'OnDelete') return;
    const { partition } = updateStrategy.rollingUpdate;
    for (let ordinal = this.desired - 1; ordinal >= partition; ordinal--) {
      const pod = all.find((one) => this.ordinalOf(one) === ordinal);
      if (pod === undefined || pod.isDeleting) return;
      if (!this.isUpdated(pod)) {
        this.context.pods.discard(pod);
        return;
      }
      if (!pod.isReady) return;
    }
    if (partition === 0) this.current = this.applied.spec.template;
  }

  private stateOf(active: readonly WorkloadPod[]): RolloutState {
    const isRunning = active.length === this.desired && active.every((pod) => pod.isReady);
    if (!isRunning) return 'progressing';
    const outdated = active.filter((pod) => !this.isUpdated(pod));
    if (outdated.length === 0) return 'complete';
    return outdated.every((pod) => this.isHeld(this.ordinalOf(pod))) ? 'held' : 'progressing';
  }

  private isHeld(ordinal: number): boolean {
    const { updateStrategy } = this.applied.spec;
    return updateStrategy.type === 'OnDelete' || ordinal < updateStrategy.rollingUpdate.partition;
  }

  private isUpdated({ identity }: WorkloadPod): boolean {
    return identity.labels[REVISION_LABEL] === this.revisionOf(this.applied.spec.template);
  }

  private create(ordinal: number): void {
    const { spec, metadata } = this.applied;
    const { namespace, ...owner } = referenceOf(this.applied);
    const name = `${metadata.name}-${ordinal}`;
    const isBelowPartition = spec.updateStrategy.type === 'RollingUpdate' && this.isHeld(ordinal);
    const template = isBelowPartition ? this.current : spec.template;
    this.context.pods.create({
      name,
      namespace,
      owner,
      template,
      labels: {
        'statefulset.kubernetes.io/pod-name': name,
        'apps.kubernetes.io/pod-index': String(ordinal),
        [REVISION_LABEL]: this.revisionOf(template),
      },
      claims: new Map(
        spec.volumeClaimTemplates.map((claim) => [
          claim.metadata.name,
          below(this.context.claimsDir, namespace, `${claim.metadata.name}-${name}`),
        ]),
      ),
      address: this.context.addresses.podAddress(`${namespace}/${name}`),
    });
  }

  private pods(): readonly WorkloadPod[] {
    const { namespace, ...owner } = referenceOf(this.applied);
    return this.context.pods.ownedBy(owner, namespace);
  }

  private ordinalOf({ name }: WorkloadPod): number {
    return Number(name.slice(this.applied.metadata.name.length + 1));
  }

  private revisionOf(template: Template): string {
    return `${this.applied.metadata.name}-${templateHash(template)}`;
  }
}
