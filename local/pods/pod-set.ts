import { randomUUID } from 'node:crypto';
import { UserError } from '../../contract';
import type { PodTemplate } from '../kubernetes/pod';
import { templateHash } from '../workloads/names';
import type { Clock } from '../clock';
import type { Ending } from './container-runner';
import type { Owner, PodIdentity } from './identity';
import { Pod, type PodContext } from './pod';

export interface NewPod {
  readonly name: string;
  readonly namespace: string;
  readonly owner: Owner;
  readonly template: PodTemplate;
  /** Added to those of the template. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly claims?: ReadonlyMap<string, string>;
  readonly address: string;
}

/** All pods of the lab, from their creation until they are completely removed. */
export class PodSet {
  private readonly pods = new Map<string, Pod>();
  private graceCapMs = Number.POSITIVE_INFINITY;
  private ending: Ending = 'pod-leaves';

  public constructor(
    private readonly clock: Clock,
    private readonly contextOf: (identity: PodIdentity) => PodContext,
    private readonly onError: (error: unknown) => void,
  ) {}

  public list(): Pod[] {
    return [...this.pods.values()];
  }

  public ownedBy(owner: Owner, namespace: string): Pod[] {
    return this.list().filter(
      ({ identity }) =>
        identity.namespace === namespace && identity.owner.kind === owner.kind && identity.owner.name === owner.name,
    );
  }

  public byName(namespace: string, name: string): Pod | undefined {
    return this.pods.get(`${namespace}/${name}`);
  }

  /** The pod of that name in any namespace. */
  public find(name: string): Pod | undefined {
    return this.list().find((pod) => pod.name === name);
  }

  /** @throws UserError when there is none */
  public require(name: string): Pod {
    const pod = this.find(name);
    if (pod !== undefined) return pod;
    const names = this.list().map((one) => one.name);
    throw new UserError({
      where: `Pod/${name}`,
      problem: 'there is no such pod.',
      fix: `Pods: ${names.join(', ') || 'none'}.`,
      code: 'pod-unknown',
    });
  }

  /** Creates and starts a pod. Problems show in its state. */
  public create(wanted: NewPod): Pod {
    const { name, namespace, owner, template, labels, claims, address } = wanted;
    const identity: PodIdentity = {
      name,
      namespace,
      uid: randomUUID(),
      ip: address,
      owner,
      labels: { ...template.metadata.labels, ...labels },
      annotations: template.metadata.annotations,
      spec: template.spec,
      templateHash: templateHash(template),
      claims: claims ?? new Map(),
      createdAtMs: this.clock.nowMs(),
    };
    const context = this.contextOf(identity);
    const pod = new Pod(identity, context);
    this.pods.set(`${namespace}/${name}`, pod);
    pod.start().catch(this.onError);
    context.changed();
    return pod;
  }

  /** Resolves when the pod is gone. */
  public async delete(pod: Pod): Promise<void> {
    const { namespace, name, spec } = pod.identity;
    await pod.delete(Math.min(spec.terminationGracePeriodSeconds * 1000, this.graceCapMs), this.ending);
    if (this.pods.get(`${namespace}/${name}`) === pod) this.pods.delete(`${namespace}/${name}`);
    this.contextOf(pod.identity).changed();
  }

  /** Deletes without waiting. */
  public discard(pod: Pod): void {
    this.delete(pod).catch(this.onError);
  }

  /** The lab ends: from now on no pod gets more time than this. */
  public endWithin(graceMs: number): void {
    this.ending = 'lab-ends';
    this.graceCapMs = Math.min(this.graceCapMs, graceMs);
  }
}
