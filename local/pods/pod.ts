import { rmSync } from 'node:fs';
import { UserError } from '../../contract';
import type { Cgroups } from '../cgroup';
import type { Clock } from '../clock';
import type { EventLog, EventType } from '../events';
import { requireFreePort } from '../machine/ports';
import { ContainerRunner, type Ending } from './container-runner';
import type { PodIdentity } from './identity';
import { tail } from './log-file';
import type { ContainerPlan } from './plan';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export interface PodContext {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly cgroups: Cgroups;
  readonly podDir: string;
  /** Makes the pod's directory and plans its containers. */
  plan(identity: PodIdentity): ContainerPlan[];
  readonly changed: () => void;
}

/** One pod: its containers as processes of this machine. */
export class Pod {
  public containers: readonly ContainerRunner[] = [];
  /** Why it cannot start until the manifest or the machine changes. */
  public failure: UserError | undefined;
  public deletedAtMs: number | undefined;
  /** When it became ready; undefined while it is not. */
  public readySinceMs: number | undefined;
  /** When the Ready condition last changed; at first, when the pod was made. */
  public readyChangedAtMs: number;
  private deletion: Promise<void> | undefined;
  private starting: Promise<void> | undefined;

  public constructor(
    public readonly identity: PodIdentity,
    private readonly context: PodContext,
  ) {
    this.readyChangedAtMs = identity.createdAtMs;
  }

  public get name(): string {
    return this.identity.name;
  }

  public get isDeleting(): boolean {
    return this.deletedAtMs !== undefined;
  }

  public get isReady(): boolean {
    return this.containers.length > 0 && this.containers.every((container) => container.isReady);
  }

  public get restartCount(): number {
    return this.containers.reduce((sum, container) => sum + container.restartCount, 0);
  }

  public get phase(): PodPhase {
    if (this.failure !== undefined && this.identity.owner.kind === 'Job') return 'Failed';
    if (this.containers.length === 0) return 'Pending';
    if (this.containers.every((container) => container.isFinished)) return this.exitCode === 0 ? 'Succeeded' : 'Failed';
    const begun = this.containers.every((container) => container.state.phase !== 'waiting' || container.restartCount > 0);
    return begun ? 'Running' : 'Pending';
  }

  /** Exit code of the first container that failed; 0 while none has. */
  public get exitCode(): number {
    for (const { state } of this.containers) if (state.phase === 'terminated' && state.exitCode !== 0) return state.exitCode;
    return 0;
  }

  /** Starts all containers. Never throws: a problem is kept in `failure` and reported as an event. */
  public start(): Promise<void> {
    this.starting ??= this.launch();
    return this.starting;
  }

  /**
   * Leaves the Services at once, stops its containers within the grace period and removes its directory and cgroups.
   * Calling it again can only shorten the time.
   */
  public delete(graceMs: number, ending: Ending): Promise<void> {
    const isFirst = this.deletedAtMs === undefined;
    this.deletedAtMs ??= this.context.clock.nowMs();
    for (const container of this.containers) void container.stop(graceMs, ending);
    if (isFirst) this.context.changed();
    this.deletion ??= this.remove(graceMs, ending);
    return this.deletion;
  }

  /** SIGKILL to every process of the pod, as a crash or the kernel would end it; the restart policy then decides. */
  public kill(): void {
    for (const container of this.containers) container.killNow();
  }

  /** Last lines of its log, newest last. */
  public logTail(lines: number): string[] {
    return this.containers.flatMap((container) => tail(container.plan.logFile, lines)).slice(-lines);
  }

  private async launch(): Promise<void> {
    const { identity, context } = this;
    try {
      const plans = context.plan(identity);
      for (const port of new Set(
        identity.spec.containers.flatMap((container) => container.ports.map((one) => one.containerPort)),
      ))
        await requireFreePort(`Pod/${this.name}`, identity.ip, port);
      if (this.isDeleting) return;
      this.containers = plans.map((plan) => this.runner(plan));
      for (const container of this.containers) container.start();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.failure = error;
      this.event('Warning', 'Failed', `Error: ${error.parts.problem}`);
      context.changed();
    }
  }

  private runner(plan: ContainerPlan): ContainerRunner {
    const { clock, cgroups } = this.context;
    const { limits, requests } = plan.container.resources;
    return new ContainerRunner(plan, {
      clock,
      podIp: this.identity.ip,
      restartPolicy: this.identity.spec.restartPolicy,
      graceMs: this.identity.spec.terminationGracePeriodSeconds * 1000,
      cgroup: cgroups.create(`${this.identity.namespace}_${this.name}_${plan.container.name}`, {
        cpuLimitMillis: limits.cpuMillis,
        cpuRequestMillis: requests.cpuMillis,
        memoryLimitBytes: limits.memoryBytes,
      }),
      changed: () => this.onContainerChange(),
      event: (type, reason, message) => this.event(type, reason, message),
    });
  }

  private onContainerChange(): void {
    const wasReady = this.readySinceMs !== undefined;
    if (this.isReady !== wasReady) {
      this.readyChangedAtMs = this.context.clock.nowMs();
      this.readySinceMs = this.isReady ? this.readyChangedAtMs : undefined;
    }
    this.context.changed();
  }

  private async remove(graceMs: number, ending: Ending): Promise<void> {
    await this.starting;
    await Promise.all(this.containers.map((container) => container.stop(graceMs, ending)));
    for (const container of this.containers) await container.cgroup?.remove();
    rmSync(this.context.podDir, { recursive: true, force: true });
  }

  private event(type: EventType, reason: string, message: string): void {
    const { namespace, name, uid } = this.identity;
    this.context.events.record({ subject: { kind: 'Pod', namespace, name, uid }, type, reason, message, source: 'kubelet' });
  }
}
