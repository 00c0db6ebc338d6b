import { join } from 'node:path';
import { UserError } from '../contract';
import { ApiServer } from './api/server';
import { apiResources } from './api/resources';
import { Autoscalers } from './autoscaling/autoscalers';
import { checkTogether, containerPorts, runnablesOf, servicesOf } from './apply-checks';
import type { Enforcement } from './cgroup';
import { systemClock, timestamp, type Clock } from './clock';
import { EventLog } from './events';
import { Jobs, type JobOptions, type JobOutcome } from './jobs/jobs';
import { InferenceServices } from './kserve/inference-services';
import { UNENFORCED_KINDS } from './kubernetes/kinds';
import { titleOf, type KubernetesObject } from './kubernetes/objects';
import { validate, type Validated } from './kubernetes/validate';
import { requireFreePort } from './machine/ports';
import { pidsWithEnvironment, sendSignal } from './machine/proc';
import { Notifier } from './notifier';
import { DEFAULT_STOP_GRACE_SECONDS, type LocalClusterOptions } from './options';
import { podContext } from './pods/context';
import { RUN_ID_VARIABLE } from './pods/plan';
import type { Pod } from './pods/pod';
import { PodSet } from './pods/pod-set';
import { notReadyError, throwIfHopeless } from './readiness';
import { Services, type ServiceEndpoint } from './services/services';
import { clusterStatus, labState, type ClusterStatus, type ClusterView } from './snapshot';
import { removeRunFiles } from './state/orphans';
import { writeState } from './state/state';
import { ObjectStore } from './store';
import { takeSurroundings, type Surroundings } from './surroundings';
import { UsageSampler, type PodMetrics, type UsageSample } from './usage/sampler';
import { Workloads, type WorkloadReference } from './workloads/controller';

export interface ReadyOptions {
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
}

/** Kubernetes manifests as processes of this machine. Everything that it starts ends with `stop`. */
export class LocalCluster {
  public readonly events: EventLog;
  private readonly clock: Clock;
  private readonly store: ObjectStore;
  private readonly changes = new Notifier();
  private readonly pods: PodSet;
  private readonly services: Services;
  private readonly workloads: Workloads;
  private readonly jobs: Jobs;
  private readonly sampler: UsageSampler;
  private readonly autoscalers: Autoscalers;
  private readonly inferenceServices: InferenceServices;
  private readonly stopped = new AbortController();
  private readonly unenforcedKinds = new Set<string>();
  private readonly startedAt: string;
  private api: ApiServer | undefined;
  private stopping: Promise<void> | undefined;
  private writtenState = '';
  /** A fault of the engine itself; given to whoever waits. */
  private fault: unknown;

  private constructor(
    private readonly options: LocalClusterOptions,
    private readonly surroundings: Surroundings,
  ) {
    this.clock = options.clock ?? systemClock;
    this.startedAt = timestamp(this.clock.nowMs());
    this.events = new EventLog(this.clock);
    this.store = new ObjectStore(this.clock);
    const { addresses, runDir } = surroundings;
    const { clock, events, store, changes } = this;
    const services = new Services(addresses, events);
    const forPods = {
      clock,
      events,
      store,
      services,
      options,
      surroundings,
      apiUrl: () => this.apiUrl,
      changed: () => changes.notify(),
    };
    const pods = new PodSet(
      clock,
      (identity) => podContext(identity, forPods),
      (error) => this.onFault(error),
    );
    this.services = services;
    this.pods = pods;
    this.workloads = new Workloads({ clock, events, pods, addresses, claimsDir: join(runDir, 'claims') });
    this.jobs = new Jobs({ clock, events, pods, addresses, changes });
    this.sampler = new UsageSampler(this.clock, () => this.pods.list());
    this.autoscalers = new Autoscalers({
      clock,
      events,
      workloads: this.workloads,
      sampler: this.sampler,
      services,
      store,
      runDir,
      settings: options.autoscaling ?? {},
      pods: () => pods.list(),
      scale: (reference, replicas) => this.scale(reference, replicas),
      onFault: (error) => this.onFault(error),
    });
    this.inferenceServices = new InferenceServices({
      store,
      events,
      workloads: this.workloads,
      knativeStatusOf: (object) => this.autoscalers.statusOf(object),
    });
  }

  /** Takes addresses, cgroups and the run folder, and opens the API. Throws a UserError; nothing is left behind then. */
  public static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const surroundings = await takeSurroundings(options);
    const cluster = new LocalCluster(options, surroundings);
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
    const { cpu, memory } = this.surroundings.cgroups;
    return { cpu, memory };
  }

  /**
   * Checks all objects, then starts them: Deployments and StatefulSets at once, Jobs when `runJob` asks.
   * Throws a UserError that names object and field, or the port in use; nothing of these objects is started then.
   */
  public async apply(objects: readonly KubernetesObject[]): Promise<void> {
    this.stopped.signal.throwIfAborted();
    const validated = this.autoscalers.complete(this.inferenceServices.expand(validate(objects)));
    checkTogether(validated, this.options.apps, (kind, namespace, name) => this.store.get(kind, namespace, name) !== undefined);
    const runnables = runnablesOf(validated);
    for (const runnable of runnables) if (runnable.kind !== 'Job') this.workloads.checkUpdate(runnable);
    for (const runnable of runnables)
      for (const port of containerPorts(runnable))
        await requireFreePort(titleOf(runnable), this.surroundings.addresses.unused, port);
    for (const service of servicesOf(validated)) await this.services.add(service);
    await this.autoscalers.open(validated);
    this.stopped.signal.throwIfAborted();
    for (const object of validated) this.store.put(object);
    this.noteUnenforced(validated);
    for (const runnable of runnables) {
      if (runnable.kind === 'Job') this.jobs.add(runnable);
      else this.workloads.apply(runnable);
    }
    this.autoscalers.apply(validated);
    this.reconcile();
  }

  /**
   * Waits until every Deployment and StatefulSet has all its pods ready and their Services listen. Throws a UserError that
   * names the pod, the reason and its last log lines, as soon as a pod cannot become ready or when the time is over.
   */
  public async waitReady(options: ReadyOptions): Promise<void> {
    const allReady = (): boolean => {
      if (this.fault !== undefined) throw this.fault as Error;
      throwIfHopeless(this.pods.list());
      return this.workloads.statuses().every(({ desired, ready, current }) => ready === desired && current === desired);
    };
    const timeoutMs = options.timeoutSeconds * 1000;
    const ready = await this.changes.until(allReady, { clock: this.clock, timeoutMs, signal: this.signalWith(options.signal) });
    if (!ready) throw notReadyError(this.pods.list(), this.events, options.timeoutSeconds);
    this.services.sync(this.pods.list());
    await this.services.settled();
  }

  /** Runs an applied Job to its end; several run one after another. Rejects with the signal's reason on abort. */
  public runJob(name: string, options: JobOptions = {}): Promise<JobOutcome> {
    return this.jobs.run(name, { ...options, signal: this.signalWith(options.signal) });
  }

  /** Sets the number of pods of a workload, as an autoscaler does through the scale subresource. */
  public scale(reference: WorkloadReference, replicas: number): void {
    this.workloads.scale(reference, replicas);
    this.reconcile();
  }

  /** Calls after every change of pods, readiness or replicas. Returns how to stop. */
  public onChange(listener: () => void): () => void {
    return this.changes.subscribe(listener);
  }

  /** Once a second, oldest first, at most ten minutes back. Empty for a pod that is not there. */
  public usage(podName: string): readonly UsageSample[] {
    const pod = this.findPod(podName);
    return pod === undefined ? [] : this.sampler.of(pod.identity.uid);
  }

  /** What the resource metrics API says of a pod; undefined until it has been scraped often enough. */
  public metrics(podName: string): PodMetrics | undefined {
    const pod = this.findPod(podName);
    return pod === undefined ? undefined : this.autoscalers.metricsOf(pod.identity.uid);
  }

  /** Live pods, for controllers. */
  public listPods(): readonly Pod[] {
    return this.pods.list();
  }

  /** Every Service port, and where it is reached on this machine. */
  public endpoints(): readonly ServiceEndpoint[] {
    return this.services.list(this.pods.list());
  }

  public status(): ClusterStatus {
    return clusterStatus({ ...this.view(), limits: this.limits });
  }

  /** Last lines of a pod's log. */
  public logTail(podName: string, lines: number): readonly string[] {
    return this.findPod(podName)?.logTail(lines) ?? [];
  }

  /** SIGKILL to a pod's processes, as a crash would end them; it is restarted as its policy says. */
  public kill(podName: string): void {
    this.requirePod(podName).kill();
  }

  /** Deletes a pod with its grace period; its workload makes another one. Resolves when nothing of it is left. */
  public deletePod(podName: string): Promise<void> {
    return this.pods.delete(this.requirePod(podName));
  }

  /**
   * Ends everything: Jobs and Deployments first, then StatefulSets, whose data the others use. Safe at any moment and any
   * number of times; a later call can shorten the grace period.
   */
  public stop(options: { readonly graceSeconds?: number } = {}): Promise<void> {
    this.pods.endWithin((options.graceSeconds ?? DEFAULT_STOP_GRACE_SECONDS) * 1000);
    if (this.stopping !== undefined) for (const pod of this.pods.list().filter((one) => one.isDeleting)) this.pods.discard(pod);
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private async open(): Promise<void> {
    const { addresses, cgroups } = this.surroundings;
    this.api = await ApiServer.start({
      host: addresses.engine,
      resources: apiResources({
        store: this.store,
        events: this.events,
        workloads: this.workloads,
        jobs: this.jobs,
        sampler: this.sampler,
        metricsOf: (pod) => this.autoscalers.metricsOf(pod.identity.uid),
        cpuEnforced: cgroups.cpu.enforced,
        pods: () => this.pods.list(),
        statusOf: (object) => this.autoscalers.statusOf(object) ?? this.inferenceServices.statusOf(object),
        further: this.autoscalers.resources(),
      }),
      podLog: (namespace, name, lines) => {
        const pod = this.pods.byName(namespace, name);
        return pod && `${pod.logTail(lines).join('\n')}\n`;
      },
    });
    process.once('exit', this.onExit);
    this.changes.subscribe(() => this.afterChange());
    this.sampler.start();
    this.autoscalers.start();
    this.saveState();
    for (const [resource, enforcement] of Object.entries(this.limits)) {
      if (enforcement.enforced) continue;
      const message = `${resource} limits are not enforced: ${enforcement.reason}`;
      this.note('Warning', 'LimitNotEnforced', message);
    }
  }

  private async shutDown(): Promise<void> {
    this.stopped.abort(new UserError({ where: 'lab', problem: 'was stopped.', exit: 'interrupted' }));
    this.autoscalers.stop();
    this.workloads.stop();
    const isLast = (pod: Pod): boolean => pod.identity.owner.kind === 'StatefulSet';
    await this.deleteAll((pod) => !isLast(pod));
    await this.deleteAll(() => true);
    await this.autoscalers.close();
    await this.services.close();
    await this.api?.close();
    this.sampler.stop();
    for (const pid of pidsWithEnvironment(RUN_ID_VARIABLE, this.surroundings.runId))
      if (pid !== process.pid) sendSignal(pid, 'SIGKILL');
    await this.surroundings.cgroups.remove();
    removeRunFiles(this.surroundings);
    process.removeListener('exit', this.onExit);
    await this.surroundings.addresses.release();
    await this.surroundings.runLock.release();
  }

  private async deleteAll(which: (pod: Pod) => boolean): Promise<void> {
    await Promise.all(
      this.pods
        .list()
        .filter(which)
        .map((pod) => this.pods.delete(pod)),
    );
  }

  /** The engine ends without `stop`: an error that nobody caught, or process.exit. Nothing asynchronous runs any more. */
  private readonly onExit = (): void => {
    for (const pod of this.pods.list()) pod.kill();
  };

  private reconcile(): void {
    this.workloads.reconcile();
    this.changes.notify();
  }

  private afterChange(): void {
    try {
      this.workloads.reconcile();
      this.services.sync(this.pods.list());
      this.autoscalers.podsChanged();
      this.inferenceServices.podsChanged();
      if (this.stopping === undefined) this.saveState();
    } catch (error) {
      this.onFault(error);
    }
  }

  private onFault(error: unknown): void {
    if (this.fault !== undefined) return;
    this.fault = error;
    this.note('Warning', 'EngineFault', error instanceof Error ? error.message : String(error));
    this.changes.notify();
  }

  private note(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const subject = { kind: 'Node', namespace: 'default', name: 'localhost' };
    this.events.record({ subject, type, reason, message, source: 'local-engine' });
    this.options.log(message);
  }

  private noteUnenforced(objects: readonly Validated[]): void {
    for (const { source } of objects) {
      const rule = UNENFORCED_KINDS[source.kind];
      if (rule === undefined || this.unenforcedKinds.has(source.kind)) continue;
      this.unenforcedKinds.add(source.kind);
      this.note('Normal', 'NotEnforced', `${source.kind} is accepted and not enforced here: ${rule.why}`);
    }
  }

  private signalWith(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.stopped.signal : AbortSignal.any([signal, this.stopped.signal]);
  }

  private findPod(name: string): Pod | undefined {
    return this.pods.list().find((pod) => pod.name === name);
  }

  private requirePod(name: string): Pod {
    const pod = this.findPod(name);
    if (pod !== undefined) return pod;
    const names = this.pods.list().map((one) => one.name);
    throw new UserError({
      where: `Pod/${name}`,
      problem: 'there is no such pod.',
      fix: `Pods: ${names.join(', ') || 'none'}.`,
      exit: 'usage',
    });
  }

  private view(): ClusterView {
    return {
      apiUrl: this.apiUrl,
      addressRange: this.surroundings.addresses.range,
      pods: this.pods.list(),
      workloads: this.workloads.statuses(),
      services: this.endpoints(),
      jobs: this.jobs.list(),
      events: this.events,
      usageOf: (pod) => this.sampler.of(pod.identity.uid).at(-1),
    };
  }

  private saveState(): void {
    const state = labState(this.view(), this.surroundings, this.startedAt);
    const text = JSON.stringify(state);
    if (text === this.writtenState) return;
    writeState(state);
    this.writtenState = text;
  }
}
