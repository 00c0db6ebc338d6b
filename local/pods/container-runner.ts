import type { Timer, Clock } from '../clock';
import type { ContainerCgroup } from '../cgroup';
import type { EventType } from '../events';
import type { RestartPolicy } from '../kubernetes/pod';
import { sendSignal } from '../machine/proc';
import type { ProbeKind } from '../probes/worker';
import { ContainerProbes } from './container-probes';
import type { ContainerState, Terminated } from './container-state';
import type { ContainerPlan } from './plan';
import { ProcessGroup, type Exit } from './process-group';
import { RestartBackoff, shouldRestart } from './restart-policy';
import { SideCommands } from './side-commands';

export interface RunnerContext {
  readonly clock: Clock;
  readonly podIp: string;
  readonly restartPolicy: RestartPolicy;
  readonly cgroup: ContainerCgroup | undefined;
  /** The pod's terminationGracePeriodSeconds. */
  readonly graceMs: number;
  /** Called when state, readiness or restart count changed. */
  changed(): void;
  event(type: EventType, reason: string, message: string): void;
}

/** Why a pod ends. When the whole lab ends, a preStop `sleep` is skipped: no Service needs the time to forget the pod. */
export type Ending = 'pod-leaves' | 'lab-ends';

/** Runs one container: starts it, probes it, starts it again with back-off, stops it. */
export class ContainerRunner {
  public state: ContainerState = { phase: 'waiting', reason: 'ContainerCreating', message: '' };
  public lastTermination: Terminated | undefined;
  public restartCount = 0;
  private started = false;
  private readyByProbe = false;
  private readonly backoff = new RestartBackoff();
  private readonly commands: SideCommands;
  private probes: ContainerProbes | undefined;
  private group: ProcessGroup | undefined;
  private restartTimer: Timer | undefined;
  private killTimer: Timer | undefined;
  private killAtMs = Number.POSITIVE_INFINITY;
  private stopping: Promise<void> | undefined;
  private countedOomKills = 0;
  private endSleep = (): void => undefined;
  private readonly sleepEnded = new Promise<void>((resolve) => (this.endSleep = resolve));

  public constructor(
    public readonly plan: ContainerPlan,
    private readonly context: RunnerContext,
  ) {
    this.commands = new SideCommands(plan, context);
  }

  public get name(): string {
    return this.plan.container.name;
  }

  public get isReady(): boolean {
    return this.state.phase === 'running' && this.started && this.readyByProbe;
  }

  public get hasStarted(): boolean {
    return this.state.phase === 'running' && this.started;
  }

  /** True when it has ended and the restart policy does not restart it. */
  public get isFinished(): boolean {
    return (
      this.state.phase === 'terminated' &&
      (this.stopping !== undefined || !shouldRestart(this.context.restartPolicy, this.state.exitCode))
    );
  }

  public get cgroup(): ContainerCgroup | undefined {
    return this.context.cgroup;
  }

  /** Groups that run for this container right now, its program first. */
  public groups(): ProcessGroup[] {
    return [...(this.group === undefined ? [] : [this.group]), ...this.commands.groups()];
  }

  public start(): void {
    if (this.stopping !== undefined) return;
    this.killAtMs = Number.POSITIVE_INFINITY;
    let group: ProcessGroup;
    try {
      group = ProcessGroup.start({ ...this.plan, cgroupDirectories: this.cgroup?.directories ?? [] });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.state = { phase: 'waiting', reason: 'CreateContainerError', message };
      this.context.event('Warning', 'Failed', `Error: ${message}`);
      this.context.changed();
      return;
    }
    this.group = group;
    const startedAtMs = this.context.clock.nowMs();
    const { startupProbe, readinessProbe } = this.plan.container;
    this.started = startupProbe === undefined;
    this.readyByProbe = readinessProbe === undefined;
    this.state = { phase: 'running', startedAtMs, process: group.identity };
    this.context.event('Normal', 'Started', `Started container ${this.name}`);
    void group.exited.then((exit) => this.onExit(exit, startedAtMs));
    this.probes = this.startProbes(startedAtMs);
    this.context.changed();
  }

  /** preStop, SIGTERM, and SIGKILL when the time is over. Calling it again can only shorten the time. */
  public stop(graceMs: number, ending: Ending): Promise<void> {
    this.restartTimer?.cancel();
    this.probes?.stop();
    this.killWithin(graceMs);
    if (ending === 'lab-ends') this.endSleep();
    this.stopping ??= this.terminate(graceMs);
    return this.stopping;
  }

  /** Kills everything without waiting, for the last moment of the engine. */
  public killNow(): void {
    for (const group of this.groups()) group.signal('SIGKILL');
  }

  private async terminate(graceMs: number): Promise<void> {
    const group = this.group;
    if (group === undefined) {
      if (this.state.phase === 'waiting') this.state = this.lastTermination ?? neverStarted(this.context.clock.nowMs());
      this.context.changed();
      return;
    }
    await Promise.race([this.preStop(graceMs), group.exited]);
    group.signal('SIGTERM');
    await group.exited;
    this.killTimer?.cancel();
    this.commands.killAll();
  }

  private async preStop(graceMs: number): Promise<void> {
    const hook = this.plan.container.lifecycle?.preStop;
    if (hook?.exec !== undefined) {
      const code = await this.commands.run(hook.exec.command, graceMs);
      if (code !== 0)
        this.context.event('Warning', 'FailedPreStopHook', `PreStopHook failed: exit code ${code ?? 'none, timed out'}`);
    } else if (hook?.sleep !== undefined) {
      const sleepMs = Math.min(hook.sleep.seconds * 1000, graceMs);
      const slept = new Promise<void>((resolve) => this.context.clock.after(sleepMs, resolve));
      await Promise.race([slept, this.sleepEnded]);
    }
  }

  private killWithin(graceMs: number): void {
    const atMs = this.context.clock.nowMs() + graceMs;
    if (atMs >= this.killAtMs || this.group === undefined) return;
    this.killAtMs = atMs;
    this.killTimer?.cancel();
    this.killTimer = this.context.clock.after(graceMs, () => this.killNow());
  }

  private onExit(exit: Exit, startedAtMs: number): void {
    const { clock } = this.context;
    this.probes?.stop();
    this.killTimer?.cancel();
    this.group = undefined;
    // Programs that left the group (daemons) are still in the cgroup.
    for (const pid of this.cgroup?.pids() ?? []) sendSignal(pid, 'SIGKILL');
    const oomKills = this.cgroup?.oomKills() ?? 0;
    const outOfMemory = oomKills > this.countedOomKills && exit.exitCode !== 0;
    this.countedOomKills = oomKills;
    const reason = outOfMemory ? 'OOMKilled' : exit.exitCode === 0 ? 'Completed' : 'Error';
    const terminated: Terminated = { phase: 'terminated', startedAtMs, finishedAtMs: clock.nowMs(), reason, ...exit };
    this.state = terminated;
    if (outOfMemory) this.context.event('Warning', 'OOMKilled', `Container ${this.name} reached its memory limit and was killed`);
    if (this.stopping === undefined) this.scheduleRestart(terminated);
    this.context.changed();
  }

  private scheduleRestart(ended: Terminated): void {
    const { clock, restartPolicy } = this.context;
    if (ended.exitCode !== 0)
      this.context.event('Warning', 'Exited', `Container ${this.name} ended with exit code ${ended.exitCode} (${ended.reason})`);
    if (!shouldRestart(restartPolicy, ended.exitCode)) return;
    this.lastTermination = ended;
    const waitMs = this.backoff.remainingMs(ended.finishedAtMs, clock.nowMs());
    const restart = (): void => {
      this.backoff.restarted(ended.finishedAtMs, clock.nowMs());
      this.restartCount++;
      this.start();
    };
    if (waitMs === 0) {
      restart();
      return;
    }
    const message = `back-off ${Math.round(waitMs / 1000)}s restarting failed container=${this.name}`;
    this.state = { phase: 'waiting', reason: 'CrashLoopBackOff', message };
    this.context.event('Warning', 'BackOff', `Back-off restarting failed container ${this.name}`);
    this.restartTimer = clock.after(waitMs, restart);
  }

  private startProbes(startedAtMs: number): ContainerProbes {
    return new ContainerProbes(this.plan.container, this.context.clock, {
      podIp: this.context.podIp,
      startedAtMs,
      hasStarted: () => this.started,
      execute: (command, timeoutMs) => this.commands.run(command, timeoutMs),
      onFailure: (message) => this.context.event('Warning', 'Unhealthy', message),
      onVerdict: (kind, passed) => this.onVerdict(kind, passed),
    });
  }

  private onVerdict(kind: ProbeKind, passed: boolean): void {
    if (kind === 'readiness') {
      if (this.readyByProbe === passed) return;
      this.readyByProbe = passed;
      this.context.changed();
    } else if (!passed) this.restartUnhealthy(kind);
    else if (kind === 'startup') {
      this.started = true;
      this.probes?.onStarted();
      this.context.changed();
    }
  }

  /** A container that failed its liveness or startup probe gets the pod's usual time to stop, then starts again. */
  private restartUnhealthy(kind: ProbeKind): void {
    // Readiness is watched to the end, as the kubelet does.
    this.probes?.stopRestarting();
    this.context.event('Normal', 'Killing', `Container ${this.name} failed ${kind} probe, will be restarted`);
    this.killWithin(this.context.graceMs);
    this.group?.signal('SIGTERM');
  }
}

function neverStarted(atMs: number): Terminated {
  return { phase: 'terminated', startedAtMs: atMs, finishedAtMs: atMs, exitCode: 137, signal: null, reason: 'Error' };
}
