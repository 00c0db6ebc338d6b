import { join } from 'node:path';
import { UserError } from '../../contract';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { namespaceOf, titleOf, type Workload } from '../kubernetes/objects';
import type { StatefulSet } from '../kubernetes/workloads';
import type { AddressBlock } from '../machine/addresses';
import type { Owner } from '../pods/identity';
import type { Pod } from '../pods/pod';
import type { PodSet } from '../pods/pod-set';
import { randomSuffix, templateHash } from './names';
import { DELETION_COST_ANNOTATION, deletionOrder, type RankedPod } from './ranking';

export interface WorkloadReference {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly namespace: string;
  readonly name: string;
}

export interface WorkloadStatus extends WorkloadReference {
  readonly desired: number;
  /** Pods that exist and are not being deleted. */
  readonly current: number;
  readonly ready: number;
}

interface Running {
  workload: Workload;
  desired: number;
}

export interface WorkloadContext {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly pods: PodSet;
  readonly addresses: AddressBlock;
  /** Parent of the directories of claims. */
  readonly claimsDir: string;
}

/** Keeps each Deployment and StatefulSet at its number of pods. */
export class Workloads {
  private readonly running = new Map<string, Running>();
  private state: 'running' | 'stopped' = 'running';

  public constructor(private readonly context: WorkloadContext) {}

  /** Throws a UserError when an object with another pod template is applied again: there are no roll-outs. */
  public checkUpdate(workload: Workload): void {
    const known = this.running.get(keyOf(referenceOf(workload)));
    if (known === undefined || templateHash(known.workload.spec.template) === templateHash(workload.spec.template)) return;
    throw new UserError({
      where: titleOf(workload),
      problem: 'runs already, with another pod template; the local engine has no roll-outs.',
      fix: 'Stop the lab and start it again: ./lab down, then ./lab up.',
      code: 'restart-needed',
    });
  }

  /** Starts a workload at its replicas; one that runs already is scaled to them. */
  public apply(workload: Workload): void {
    const key = keyOf(referenceOf(workload));
    const known = this.running.get(key);
    if (known === undefined) this.running.set(key, { workload, desired: workload.spec.replicas });
    else {
      known.workload = workload;
      known.desired = workload.spec.replicas;
    }
  }

  /** Sets the number of pods, as the scale subresource does. `reconcile` acts on it. */
  public scale(reference: WorkloadReference, replicas: number): void {
    const running = this.running.get(keyOf(reference));
    if (running === undefined) throw new Error(`there is no ${reference.kind} ${reference.namespace}/${reference.name}`);
    if (running.desired === replicas) return;
    const direction = replicas > running.desired ? 'up' : 'down';
    const message = `Scaled ${direction} ${reference.name} from ${running.desired} to ${replicas}`;
    const source = reference.kind === 'Deployment' ? 'deployment-controller' : 'statefulset-controller';
    this.context.events.record({ subject: reference, type: 'Normal', reason: 'ScalingReplicaSet', message, source });
    running.desired = replicas;
  }

  public find(reference: WorkloadReference): Workload | undefined {
    return this.running.get(keyOf(reference))?.workload;
  }

  public status(reference: WorkloadReference): WorkloadStatus | undefined {
    const running = this.running.get(keyOf(reference));
    return running && this.statusOf(running);
  }

  public statuses(): WorkloadStatus[] {
    return [...this.running.values()].map((running) => this.statusOf(running));
  }

  /** Creates and deletes pods until every workload has its number; called after every change. */
  public reconcile(): void {
    if (this.state === 'stopped') return;
    for (const { workload, desired } of this.running.values()) {
      if (workload.kind === 'StatefulSet') this.reconcileStatefulSet(workload, desired);
      else this.reconcileDeployment(workload, desired);
    }
  }

  /** Stops creating pods. */
  public stop(): void {
    this.state = 'stopped';
  }

  private statusOf({ workload, desired }: Running): WorkloadStatus {
    const active = this.activePods(workload);
    return { ...referenceOf(workload), desired, current: active.length, ready: active.filter((pod) => pod.isReady).length };
  }

  private activePods(workload: Workload): Pod[] {
    const { namespace, ...owner } = ownerOf(workload);
    return this.context.pods.ownedBy(owner, namespace).filter((pod) => !pod.isDeleting);
  }

  private reconcileDeployment(workload: Workload, desired: number): void {
    const active = this.activePods(workload);
    for (let count = active.length; count < desired; count++) {
      const hash = templateHash(workload.spec.template);
      const name = `${workload.metadata.name}-${hash}-${randomSuffix()}`;
      this.create(workload, name, { 'pod-template-hash': hash }, this.context.addresses.podAddress());
    }
    const nowMs = this.context.clock.nowMs();
    const byRank = [...active].sort((one, other) => deletionOrder(ranked(one), ranked(other), nowMs));
    for (const pod of byRank.slice(0, Math.max(0, active.length - desired))) this.context.pods.discard(pod);
  }

  /** One pod at a time, lowest ordinal first and highest deleted first, unless podManagementPolicy says Parallel. */
  private reconcileStatefulSet(set: StatefulSet, desired: number): void {
    const { namespace, ...owner } = ownerOf(set);
    const all = this.context.pods.ownedBy(owner, namespace);
    const nameOf = (ordinal: number): string => `${set.metadata.name}-${ordinal}`;
    const ordered = set.spec.podManagementPolicy === 'OrderedReady';
    for (let ordinal = 0; ordinal < desired; ordinal++) {
      const pod = all.find((one) => one.name === nameOf(ordinal));
      if (pod === undefined) {
        const labels = { 'statefulset.kubernetes.io/pod-name': nameOf(ordinal), 'apps.kubernetes.io/pod-index': String(ordinal) };
        this.create(set, nameOf(ordinal), labels, this.context.addresses.podAddress(`${namespace}/${nameOf(ordinal)}`));
      }
      if (ordered && pod?.isReady !== true) break;
    }
    if (ordered && all.some((pod) => pod.isDeleting)) return;
    const ordinalOf = (pod: Pod): number => Number(pod.name.slice(set.metadata.name.length + 1));
    const surplus = all
      .filter((pod) => !pod.isDeleting && ordinalOf(pod) >= desired)
      .sort((one, other) => ordinalOf(other) - ordinalOf(one));
    for (const pod of ordered ? surplus.slice(0, 1) : surplus) this.context.pods.discard(pod);
  }

  private create(workload: Workload, name: string, labels: Record<string, string>, address: string): void {
    const { namespace, ...owner } = ownerOf(workload);
    const claims = workload.kind === 'StatefulSet' ? workload.spec.volumeClaimTemplates.map((claim) => claim.metadata.name) : [];
    this.context.pods.create({
      name,
      namespace,
      owner,
      template: workload.spec.template,
      labels,
      claims: new Map(claims.map((claim) => [claim, join(this.context.claimsDir, namespace, `${claim}-${name}`)])),
      address,
    });
  }
}

function referenceOf(workload: Workload): WorkloadReference {
  return { kind: workload.kind, namespace: namespaceOf(workload), name: workload.metadata.name };
}

function ownerOf(workload: Workload): Owner & { readonly namespace: string } {
  return referenceOf(workload);
}

function keyOf({ kind, namespace, name }: WorkloadReference): string {
  return `${kind}/${namespace}/${name}`;
}

function ranked({ identity, phase, readySinceMs, restartCount }: Pod): RankedPod {
  const cost = Number(identity.annotations[DELETION_COST_ANNOTATION] ?? 0);
  return {
    uid: identity.uid,
    phase,
    deletionCost: Number.isFinite(cost) ? cost : 0,
    readySinceMs,
    restartCount,
    createdAtMs: identity.createdAtMs,
  };
}
