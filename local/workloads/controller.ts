import type { Workload } from '../kubernetes/objects';
import { DEFAULT_REPLICAS } from '../kubernetes/workloads';
import { RunningDeployment, type ShownReplicaSet } from './deployment';
import {
  keyOf,
  referenceOf,
  type RunningWorkload,
  type WorkloadContext,
  type WorkloadReference,
  type WorkloadStatus,
} from './running';
import { RunningStatefulSet } from './stateful-set';

/** Keeps each Deployment and StatefulSet at its number of pods, and rolls new pod templates out. */
export class Workloads {
  private readonly running = new Map<string, RunningWorkload>();
  private state: 'running' | 'stopped' = 'running';

  public constructor(private readonly context: WorkloadContext) {}

  /**
   * Starts a workload, or applies it again as `kubectl apply` does: replicas that it writes are set, replicas that it wrote
   * before and leaves out now become 1, and otherwise the number stays what an autoscaler made of it. `reconcile` acts on it.
   */
  public apply(workload: Workload): void {
    const key = keyOf(referenceOf(workload));
    const { replicas } = workload.spec;
    const known = this.running.get(key);
    if (known === undefined) {
      this.running.set(key, this.started(workload, replicas ?? DEFAULT_REPLICAS));
      return;
    }
    const before = known.manifest.spec.replicas;
    known.update(workload);
    if (replicas !== undefined || before !== undefined) known.desired = replicas ?? DEFAULT_REPLICAS;
  }

  /** Sets the number of pods, as the scale subresource does. `reconcile` acts on it. */
  public scale(reference: WorkloadReference, replicas: number): void {
    const running = this.running.get(keyOf(reference));
    if (running === undefined) throw new Error(`there is no ${reference.kind} ${reference.namespace}/${reference.name}`);
    running.desired = replicas;
  }

  public find(reference: WorkloadReference): Workload | undefined {
    return this.running.get(keyOf(reference))?.manifest;
  }

  public status(reference: WorkloadReference): WorkloadStatus | undefined {
    return this.running.get(keyOf(reference))?.status;
  }

  public statuses(): WorkloadStatus[] {
    return [...this.running.values()].map(({ status }) => status);
  }

  /** The Deployment of that name, for what only Deployments have. */
  public deployment(namespace: string, name: string): RunningDeployment | undefined {
    const running = this.running.get(keyOf({ kind: 'Deployment', namespace, name }));
    return running instanceof RunningDeployment ? running : undefined;
  }

  /** Of all Deployments. */
  public replicaSets(): ShownReplicaSet[] {
    return [...this.running.values()].flatMap((running) => (running instanceof RunningDeployment ? running.replicaSets : []));
  }

  /** Creates and deletes pods until every workload has its own; called after every change. */
  public reconcile(): void {
    if (this.state === 'stopped') return;
    for (const running of this.running.values()) running.reconcile();
  }

  /** Stops creating pods. */
  public stop(): void {
    this.state = 'stopped';
    for (const running of this.running.values()) running.stop();
  }

  private started(workload: Workload, replicas: number): RunningWorkload {
    return workload.kind === 'Deployment'
      ? new RunningDeployment(workload, replicas, this.context)
      : new RunningStatefulSet(workload, replicas, this.context);
  }
}
