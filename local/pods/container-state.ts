import type { ProcessIdentity } from '../machine/proc';

export interface Waiting {
  readonly phase: 'waiting';
  /** `ContainerCreating`, `CrashLoopBackOff`, … */
  readonly reason: string;
  readonly message: string;
}

export interface Running {
  readonly phase: 'running';
  readonly startedAtMs: number;
  readonly process: ProcessIdentity;
}

export interface Terminated {
  readonly phase: 'terminated';
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  readonly reason: 'Completed' | 'Error' | 'OOMKilled';
}

export type ContainerState = Waiting | Running | Terminated;
