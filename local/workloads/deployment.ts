import {
  conditionOf,
  isDeadlineExceeded,
  isRolledOut,
  Rollout,
  type DeploymentStatus,
  type RolloutPod,
} from '../../scaling/rollout';
import type { Timer } from '../clock';
import type { Deployment } from '../kubernetes/workloads';
import { randomSuffix, templateHash } from './names';
import {
  referenceOf,
  type RolloutState,
  type RunningWorkload,
  type WorkloadContext,
  type WorkloadPod,
  type WorkloadStatus,
} from './running';

/** On pods: the lower, the sooner it goes. */
const DELETION_COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';
/** On Deployments and ReplicaSets. */
export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';
/** Every pod of a lab runs here. */
const NODE = 'localhost';

/** A ReplicaSet as the API shows it. */
export interface ShownReplicaSet {
  readonly name: string;
  readonly namespace: string;
  readonly deployment: string;
  /** Of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly revision: number;
  readonly createdAtMs: number;
  /** spec.replicas */
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
}

interface Template {
  readonly spec: Deployment['spec']['template'];
  readonly createdAtMs: number;
}

/**
 * One Deployment, rolled by the exact controllers of scaling/rollout: this tells them what became of the pods, and does to the
 * pods what they decide.
 */
export class RunningDeployment implements RunningWorkload {
  private readonly rollout: Rollout;
  /** By hash: those that ReplicaSets have. */
  private readonly templates = new Map<string, Template>();
  /** By their names in the rollout. */
  private readonly pods = new Map<string, WorkloadPod>();
  private wake: { readonly atMs: number; readonly timer: Timer } | undefined;
  private nowMs = 0;

  public constructor(
    private applied: Deployment,
    replicas: number,
    private readonly context: WorkloadContext,
  ) {
    this.rollout = new Rollout({ ...rolloutFields(applied), replicas }, this.remember(applied));
  }

  public get manifest(): Deployment {
    return this.applied;
  }

  public get desired(): number {
    return this.rollout.replicas;
  }

  public set desired(replicas: number) {
    this.rollout.edit({ replicas });
  }

  public get status(): WorkloadStatus {
    const { replicas: desired, status } = this.rollout;
    const { replicas: current, ready, updated, available, terminating, conditions } = status;
    const isAvailable = conditionOf(conditions, 'Available')?.status === 'True';
    return {
      ...referenceOf(this.applied),
      desired,
      current,
      ready,
      updated,
      available,
      terminating,
      isAvailable,
      rollout: this.state,
    };
  }

  /** `status` as the Deployment controller writes it. */
  public get controllerStatus(): DeploymentStatus {
    return this.rollout.status;
  }

  public get revision(): number {
    return this.rollout.revision;
  }

  public get replicaSets(): readonly ShownReplicaSet[] {
    const { namespace, name: deployment } = referenceOf(this.applied);
    return this.rollout.replicaSets.map(({ template, revision, replicas: desired, status }) => ({
      name: this.replicaSetName(template),
      namespace,
      deployment,
      labels: { ...this.templates.get(template)?.spec.metadata.labels, ...templateLabels(template) },
      revision,
      createdAtMs: this.templates.get(template)?.createdAtMs ?? 0,
      desired,
      current: status.replicas,
      ready: status.ready,
      available: status.available,
    }));
  }

  public update(manifest: Deployment): void {
    this.applied = manifest;
    this.rollout.edit(rolloutFields(manifest), this.remember(manifest));
  }

  public reconcile(): void {
    // Clocks of machines are set back; that of the controllers never goes back.
    this.nowMs = Math.max(this.nowMs, this.context.clock.nowMs());
    this.observe();
    const { created, deleted, scaled, removedReplicaSets } = this.rollout.settle(this.nowMs);
    for (const { template, from, to } of scaled) this.recordScaling(template, from, to);
    for (const pod of created) this.create(pod);
    for (const { name } of deleted) {
      const pod = this.pods.get(name);
      if (pod !== undefined && !pod.isDeleting) this.context.pods.discard(pod);
    }
    for (const template of removedReplicaSets) if (template !== this.rollout.template) this.templates.delete(template);
    this.planWake();
  }

  public stop(): void {
    this.wake?.timer.cancel();
    this.wake = undefined;
  }

  private get state(): RolloutState {
    const { rollout } = this;
    if (isRolledOut(rollout)) return 'complete';
    const { replicas, status } = rollout;
    if (rollout.paused && status.replicas === replicas && status.available === replicas) return 'held';
    return isDeadlineExceeded(status.conditions) ? 'failed' : 'progressing';
  }

  /** Tells the controllers what became of the pods since the last time. */
  private observe(): void {
    const { rollout } = this;
    const { namespace, ...owner } = referenceOf(this.applied);
    const here = new Set(this.context.pods.ownedBy(owner, namespace).map(({ identity }) => identity.uid));
    const known = new Map(rollout.pods.map((pod) => [pod.name, pod]));
    for (const [name, pod] of this.pods) {
      const before = known.get(name);
      if (here.has(pod.identity.uid)) {
        if (before !== undefined) this.observePod(pod, before);
        continue;
      }
      rollout.podGone(name);
      this.pods.delete(name);
    }
  }

  private observePod(pod: WorkloadPod, { name, phase, ready, restarts, deleting }: RolloutPod): void {
    const { rollout } = this;
    const sinceMs = pod.readyChangedAtMs;
    if (phase === 'Pending' && pod.phase === 'Running') rollout.podStarted(name, NODE, this.nowMs);
    if (pod.restartCount > restarts) rollout.podNotReady(name, sinceMs, pod.restartCount - restarts);
    else if (ready && !pod.isReady) rollout.podNotReady(name, sinceMs);
    if (pod.isReady) rollout.podReady(name, sinceMs);
    // Somebody else deletes it.
    if (pod.isDeleting && !deleting) rollout.evict(name);
  }

  private create({ name: rolloutName, template }: RolloutPod): void {
    const { namespace, ...owner } = referenceOf(this.applied);
    const known = this.templates.get(template);
    if (known === undefined) throw new Error(`Deployment ${owner.name} has no pod template ${template}`);
    const pod = this.context.pods.create({
      name: `${this.replicaSetName(template)}-${randomSuffix()}`,
      namespace,
      owner,
      template: known.spec,
      labels: templateLabels(template),
      address: this.context.addresses.podAddress(),
    });
    this.pods.set(rolloutName, pod);
    this.rollout.podScheduled(rolloutName, NODE);
    const cost = Number(pod.identity.annotations[DELETION_COST_ANNOTATION] ?? 0);
    if (Number.isFinite(cost)) this.rollout.setDeletionCost(rolloutName, cost);
  }

  /** Follows kube-controller-manager v1.37.2, pkg/controller/deployment/sync.go, scaleReplicaSet and getNewReplicaSet. */
  private recordScaling(template: string, from: number, to: number): void {
    if (from === to) return;
    const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${this.replicaSetName(template)} from ${from} to ${to}`;
    const subject = referenceOf(this.applied);
    this.context.events.record({
      subject,
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message,
      source: 'deployment-controller',
    });
  }

  /** For `minReadySeconds` and the progress deadline. */
  private planWake(): void {
    const atMs = this.rollout.nextWakeMs;
    if (atMs === this.wake?.atMs) return;
    this.stop();
    if (atMs === undefined) return;
    const timer = this.context.clock.after(Math.max(0, atMs - this.nowMs), () => {
      this.wake = undefined;
      this.context.changed();
    });
    this.wake = { atMs, timer };
  }

  private replicaSetName(template: string): string {
    return `${this.applied.metadata.name}-${template}`;
  }

  /** @returns its name in the rollout, which is the same for equal templates */
  private remember({ spec: { template } }: Deployment): string {
    const hash = templateHash(template);
    if (!this.templates.has(hash)) this.templates.set(hash, { spec: template, createdAtMs: this.context.clock.nowMs() });
    return hash;
  }
}

function templateLabels(template: string): Readonly<Record<string, string>> {
  return { 'pod-template-hash': template };
}

function rolloutFields({ spec }: Deployment): Omit<Deployment['spec'], 'replicas' | 'selector' | 'template'> {
  const { strategy, minReadySeconds, progressDeadlineSeconds, revisionHistoryLimit, paused } = spec;
  return { strategy, minReadySeconds, progressDeadlineSeconds, revisionHistoryLimit, paused };
}
