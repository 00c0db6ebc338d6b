import { UserError, type KubernetesObject } from '../contract';
import type { ApiServer } from './api/server';
import type { Enforcement } from './cgroup';
import { timestamp } from './clock';
import { startApi } from './engine/api';
import { AppliedManifests } from './engine/applied';
import { applyObjects } from './engine/apply';
import { withSecretValues } from './engine/secret-values';
import type { ApplyAnswer, ApplyRequest } from './engine/change-api';
import { Notes } from './engine/notes';
import { engineParts, type EngineParts } from './engine/parts';
import { shutDown } from './engine/shut-down';
import type { EventLog } from './events';
import type { JobOptions, JobOutcome } from './jobs/jobs';
import { DEFAULT_STOP_GRACE_SECONDS, type LocalClusterOptions } from './options';
import type { Pod } from './pods/pod';
import { notReadyError, throwIfDeadlineExceeded, throwIfNeverReady } from './readiness';
import type { ServiceEndpoint } from './services/services';
import { clusterStatus, labState, type ClusterStatus, type ClusterView } from './snapshot';
import { writeKubeconfig } from './state/kubeconfig';
import { writeState } from './state/state';
import { takeHostResources, type HostResources } from './host-resources';
import type { PodMetrics, UsageSample } from './usage/sampler';
import type { WorkloadReference } from './workloads/running';

export interface ReadyOptions {
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
}

/** Runs Kubernetes manifests as processes of this machine. `stop` ends everything that it started. */
export class LocalCluster {
  public readonly events: EventLog;
  private readonly parts: EngineParts;
  private readonly notes: Notes;
  private readonly stopped = new AbortController();
  private readonly startedAt: string;
  private api: ApiServer | undefined;
  private stopping: Promise<void> | undefined;
  private writtenState = '';
  private readonly applied = new AppliedManifests();
  /** Applies take turns. */
  private changing: Promise<unknown> = Promise.resolve();
  /** A fault of the engine itself, thrown to whoever waits. */
  private fault: unknown;

  private constructor(
    private options: LocalClusterOptions,
    private readonly host: HostResources,
  ) {
    this.parts = engineParts(options, host, {
      options: () => this.options,
      apiUrl: () => this.apiUrl,
      scale: (reference, replicas) => this.scale(reference, replicas),
      onFault: (error) => this.onFault(error),
    });
    this.events = this.parts.events;
    this.notes = new Notes(this.events, options.log);
    this.startedAt = timestamp(this.parts.clock.nowMs());
  }

  /** Takes addresses, cgroups and the run folder, and opens the API. Throws a UserError and then leaves nothing behind. */
  public static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const host = await takeHostResources(options);
    const cluster = new LocalCluster(options, host);
    try {
      await cluster.open();
      options.signal?.throwIfAborted();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Base URL of the read-only Kubernetes API. */
  public get apiUrl(): string {
    return this.api?.url ?? '';
  }

  public get limits(): { readonly cpu: Enforcement; readonly memory: Enforcement } {
    const { cpu, memory } = this.host.cgroups;
    return { cpu, memory };
  }

  /**
   * Checks all objects, then starts them: Deployments and StatefulSets at once, Jobs when `runJob` asks. Objects that run already
   * are changed, and new pod templates roll out.
   * Throws a UserError that names object and field, or the port in use, and then starts and changes none of them.
   */
  public apply(objects: readonly KubernetesObject[]): Promise<void> {
    return this.inTurn(() => this.applyNow(this.filled(objects), this.options));
  }

  /** Applies manifests as they are now, with the programs as they are now. */
  public change({ objects: given, programs }: ApplyRequest): Promise<ApplyAnswer> {
    return this.inTurn(async () => {
      const objects = this.filled(given);
      const answer = this.applied.compare(objects);
      await this.applyNow(objects, { ...this.options, ...programs });
      return answer;
    });
  }

  /**
   * Waits until every Deployment and StatefulSet is rolled out and their Services listen. As soon as a pod cannot become ready,
   * a Deployment's progress deadline has passed, or the time is over, throws a UserError with the pod, the reason and its last
   * log lines.
   */
  public async waitReady(options: ReadyOptions): Promise<void> {
    const allReady = (): boolean => {
      if (this.fault !== undefined) throw this.fault as Error;
      throwIfNeverReady(this.parts.pods.list());
      const statuses = this.parts.workloads.statuses();
      throwIfDeadlineExceeded(statuses, this.parts.pods.list(), this.events);
      return statuses.every(({ rollout }) => rollout === 'complete' || rollout === 'held');
    };
    const timeoutMs = options.timeoutSeconds * 1000;
    const ready = await this.parts.changes.until(allReady, {
      clock: this.parts.clock,
      timeoutMs,
      signal: this.signalWith(options.signal),
    });
    if (!ready) throw notReadyError(this.parts.pods.list(), this.events, options.timeoutSeconds);
    this.parts.services.sync(this.parts.pods.list());
    await this.parts.services.settled();
  }

  /** Runs an applied Job to its end; several run one after another. Rejects with the signal's reason on abort. */
  public runJob(name: string, options: JobOptions = {}): Promise<JobOutcome> {
    return this.parts.jobs.run(name, { ...options, signal: this.signalWith(options.signal) });
  }

  /** Sets the number of pods of a workload, as an autoscaler does through the scale subresource. */
  public scale(reference: WorkloadReference, replicas: number): void {
    this.parts.workloads.scale(reference, replicas);
    this.reconcile();
  }

  /** Calls back after every change of pods, readiness or replicas. Returns a function that stops it. */
  public onChange(listener: () => void): () => void {
    return this.parts.changes.subscribe(listener);
  }

  /** One sample per second, oldest first, at most ten minutes back. Empty for an unknown pod. */
  public usage(podName: string): readonly UsageSample[] {
    const pod = this.parts.pods.find(podName);
    return pod === undefined ? [] : this.parts.sampler.of(pod.identity.uid);
  }

  /** What the resource metrics API says of a pod; undefined until it has been scraped often enough. */
  public metrics(podName: string): PodMetrics | undefined {
    const pod = this.parts.pods.find(podName);
    return pod === undefined ? undefined : this.parts.autoscalers.metricsOf(pod.identity.uid);
  }

  /** Live pods, for controllers. */
  public listPods(): readonly Pod[] {
    return this.parts.pods.list();
  }

  /** Every Service port, and where it is reached on this machine. */
  public endpoints(): readonly ServiceEndpoint[] {
    return this.parts.services.list(this.parts.pods.list());
  }

  public status(): ClusterStatus {
    return clusterStatus({ ...this.view(), limits: this.limits });
  }

  /** Last lines of a pod's log. */
  public logTail(podName: string, lines: number): readonly string[] {
    return this.parts.pods.find(podName)?.logTail(lines) ?? [];
  }

  /** SIGKILL to a pod's processes, as a crash would end them; it is restarted as its policy says. */
  public kill(podName: string): void {
    this.parts.pods.require(podName).kill();
  }

  /** Deletes a pod with its grace period; its workload makes another one. Resolves when it is gone. */
  public deletePod(podName: string): Promise<void> {
    return this.parts.pods.delete(this.parts.pods.require(podName));
  }

  /**
   * Ends everything: Jobs and Deployments first, then StatefulSets, whose data the others use. Safe at any moment and any
   * number of times; a later call can shorten the grace period.
   */
  public stop(options: { readonly graceSeconds?: number } = {}): Promise<void> {
    this.parts.pods.endWithin((options.graceSeconds ?? DEFAULT_STOP_GRACE_SECONDS) * 1000);
    if (this.stopping !== undefined)
      for (const pod of this.parts.pods.list().filter((one) => one.isDeleting)) this.parts.pods.discard(pod);
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.changing.then(work);
    this.changing = done.catch(() => {
      // The caller gets the error.
    });
    return done;
  }

  private filled(objects: readonly KubernetesObject[]): KubernetesObject[] {
    return withSecretValues(objects, this.parts.store, this.options.secretValues ?? (() => ({})));
  }

  private async applyNow(objects: readonly KubernetesObject[], options: LocalClusterOptions): Promise<void> {
    const validated = await applyObjects(objects, this.parts, {
      apps: options.apps,
      images: options.images ?? {},
      unusedAddress: this.host.addresses.unused,
      signal: this.stopped.signal,
    });
    this.options = options;
    this.applied.remember(objects);
    this.notes.unenforced(validated);
    this.reconcile();
  }

  private async open(): Promise<void> {
    this.api = await startApi(this.parts, this.host, {
      change: (request) => this.change(request),
      waitReady: (options) => this.waitReady(options),
      onFault: (error) => this.onFault(error),
    });
    process.once('exit', this.onExit);
    this.parts.changes.subscribe(() => this.afterChange());
    this.parts.sampler.start();
    this.parts.autoscalers.start();
    this.saveState();
    this.notes.limits(this.limits);
  }

  private async shutDown(): Promise<void> {
    this.stopped.abort(new UserError({ where: 'lab', problem: 'was stopped.', code: 'interrupted' }));
    await shutDown(this.parts, this.api, this.host);
    process.removeListener('exit', this.onExit);
  }

  /** The engine ends without `stop`: an error that nobody caught, or process.exit. Asynchronous code no longer runs. */
  private readonly onExit = (): void => {
    for (const pod of this.parts.pods.list()) pod.kill();
  };

  private reconcile(): void {
    this.parts.workloads.reconcile();
    this.parts.changes.notify();
  }

  private afterChange(): void {
    try {
      this.parts.workloads.reconcile();
      this.parts.services.sync(this.parts.pods.list());
      this.parts.autoscalers.podsChanged();
      this.parts.inferenceServices.podsChanged();
      if (this.stopping === undefined) this.saveState();
    } catch (error) {
      this.onFault(error);
    }
  }

  private onFault(error: unknown): void {
    if (this.fault !== undefined) return;
    this.fault = error;
    this.notes.fault(error);
    this.parts.changes.notify();
  }

  private signalWith(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.stopped.signal : AbortSignal.any([signal, this.stopped.signal]);
  }

  private view(): ClusterView {
    return {
      apiUrl: this.apiUrl,
      addressRange: this.host.addresses.range,
      pods: this.parts.pods.list(),
      workloads: this.parts.workloads.statuses(),
      services: this.endpoints(),
      jobs: this.parts.jobs.list(),
      events: this.events,
      usageOf: (pod) => this.parts.sampler.of(pod.identity.uid).at(-1),
    };
  }

  private saveState(): void {
    const state = labState(this.view(), this.host, this.startedAt);
    const text = JSON.stringify(state);
    if (text === this.writtenState) return;
    writeState(state);
    writeKubeconfig(state);
    this.writtenState = text;
  }
}
