import type { Clock, Timer } from '../clock';
import type { Probe } from '../kubernetes/probe';
import { ProbeJudge, type ProbeOutcome } from './judge';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export interface ProbeAnswer {
  readonly outcome: ProbeOutcome;
  /** For people: `HTTP probe failed with statuscode: 503` */
  readonly message: string;
}

export interface ProbeSubject {
  /** When the container's current process started. */
  readonly startedAtMs: number;
  /** True once the startup probe has succeeded, or when there is none. */
  hasStarted(): boolean;
  run(): Promise<ProbeAnswer>;
  /** Called for every failure, also below the threshold. */
  onFailure(message: string): void;
  onVerdict(verdict: ProbeOutcome): void;
}

const INITIAL: Readonly<Record<ProbeKind, ProbeOutcome | undefined>> = {
  startup: undefined,
  readiness: 'failure',
  liveness: 'success',
};

/**
 * Probes one container until it ends: first at once, then every `periodSeconds`.
 * Follows kubelet v1.34, pkg/kubelet/prober/worker.go; without its random start offset, which is for many pods per node.
 */
export class ProbeWorker {
  private readonly judge: ProbeJudge;
  private timer: Timer | undefined;
  private state: 'idle' | 'probing' | 'stopped' = 'idle';

  public constructor(
    private readonly kind: ProbeKind,
    private readonly probe: Probe,
    private readonly subject: ProbeSubject,
    private readonly clock: Clock,
  ) {
    this.judge = new ProbeJudge(probe, INITIAL[kind]);
  }

  public start(): void {
    this.tick(this.clock.nowMs());
  }

  /** Probes now: readiness is probed as soon as the startup probe succeeds. */
  public trigger(): void {
    if (this.state !== 'idle') return;
    this.timer?.cancel();
    this.tick(this.clock.nowMs());
  }

  public stop(): void {
    this.state = 'stopped';
    this.timer?.cancel();
  }

  private tick(dueAtMs: number): void {
    const schedule = (): void => {
      if (this.isStopped()) return;
      this.state = 'idle';
      // After a probe that took longer than the period, the next one starts at once.
      const nextAtMs = Math.max(dueAtMs + this.probe.periodSeconds * 1000, this.clock.nowMs());
      this.timer = this.clock.after(nextAtMs - this.clock.nowMs(), () => this.tick(nextAtMs));
    };
    if (!this.isDue()) {
      schedule();
      return;
    }
    this.state = 'probing';
    void this.subject.run().then((answer) => {
      if (this.isStopped()) return;
      if (answer.outcome === 'failure') this.subject.onFailure(answer.message);
      const verdict = this.judge.observe(answer.outcome);
      if (verdict !== undefined) this.subject.onVerdict(verdict);
      schedule();
    });
  }

  private isDue(): boolean {
    const runningSeconds = Math.floor((this.clock.nowMs() - this.subject.startedAtMs) / 1000);
    if (runningSeconds < this.probe.initialDelaySeconds) return false;
    return this.kind === 'startup' ? !this.subject.hasStarted() : this.subject.hasStarted();
  }

  private isStopped(): boolean {
    return this.state === 'stopped';
  }
}
