import type { Clock } from '../clock';
import type { Container } from '../kubernetes/container';
import type { PortReference } from '../kubernetes/probe';
import { runProbe, type ProbeTarget } from '../probes/run';
import { ProbeWorker, type ProbeKind } from '../probes/worker';

const KINDS = ['startup', 'readiness', 'liveness'] as const;

export interface ProbedContainer {
  readonly podIp: string;
  readonly startedAtMs: number;
  readonly execute: ProbeTarget['execute'];
  /** True once the startup probe has succeeded, or when there is none. */
  hasStarted(): boolean;
  onFailure(message: string): void;
  onVerdict(kind: ProbeKind, passed: boolean): void;
}

/** The probes of one run of a container, from its start to its end. */
export class ContainerProbes {
  private readonly workers = new Map<ProbeKind, ProbeWorker>();

  public constructor(container: Container, clock: Clock, probed: ProbedContainer) {
    const { podIp, execute, startedAtMs } = probed;
    const target: ProbeTarget = { podIp, execute, portNumber: (port) => portNumber(container, port) };
    for (const kind of KINDS) {
      const probe = container[`${kind}Probe`];
      if (probe === undefined) continue;
      const title = kind.charAt(0).toUpperCase() + kind.slice(1);
      const subject = {
        startedAtMs,
        hasStarted: () => probed.hasStarted(),
        run: () => runProbe(probe, target),
        onFailure: (message: string) => probed.onFailure(`${title} probe failed: ${message}`),
        onVerdict: (verdict: 'success' | 'failure') => probed.onVerdict(kind, verdict === 'success'),
      };
      this.workers.set(kind, new ProbeWorker(kind, probe, subject, clock));
    }
    for (const worker of this.workers.values()) worker.start();
  }

  /** The startup probe has succeeded: check readiness now. */
  public onStarted(): void {
    this.workers.get('startup')?.stop();
    this.workers.get('readiness')?.trigger();
  }

  /** Stops the probes that could restart the container; readiness is probed to the end. */
  public stopRestarting(): void {
    for (const kind of ['startup', 'liveness'] as const) this.workers.get(kind)?.stop();
  }

  public stop(): void {
    for (const worker of this.workers.values()) worker.stop();
  }
}

/** Names of ports were checked before anything started. */
function portNumber(container: Container, port: PortReference): number {
  if (typeof port === 'number') return port;
  const named = container.ports.find((one) => one.name === port);
  if (named === undefined) throw new Error(`container ${container.name} has no port called ${port}`);
  return named.containerPort;
}
