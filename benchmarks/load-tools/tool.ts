import type { LoadToolName } from '../../contract/load-tools';
import type { Success } from '../../contract/request';
import type { Scenario } from '../../contract/scenario';
import type { Timing } from '../load/open-loop';
import type { RequestKind } from '../load/request';
import type { Measurement } from './measurement';

/** One run of the scenario, in the terms that all tools share. */
export interface Attack extends Timing {
  readonly scenario: Scenario;
  readonly kind: RequestKind;
  /** How the tools that judge answers themselves tell a right one. */
  readonly success: Success;
  /** How many different requests there are; they are used in turn. */
  readonly distinct: number;
  /** Clients of a closed loop. */
  readonly closedLoopClients: number;
  /** Empty folder of this run: plan, script and raw output of the tool. */
  readonly folder: string;
}

/** How a tool sends, and from when its latencies count. This decides about coordinated omission. */
export type Loop = 'open, from the intended time' | 'open, from the actual send' | 'closed, held to the rate';

/** A tool that was found. */
export interface LoadTool {
  readonly name: LoadToolName;
  /** As the tool reports it. */
  readonly version: string;
  readonly loop: Loop;
  /** Whether the tool is a program of its own, whose CPU time is that of a child process. */
  readonly runs: 'in this process' | 'as a child';
  /** A sentence for the reader of its numbers. */
  readonly note: string;
  /** Never throws because of the server: refused connections and time-outs are errors in the measurement. */
  readonly run: (attack: Attack) => Promise<Measurement>;
}

/** A missing tool: the reason in a few words, and how to get it. */
export interface AbsentTool {
  readonly name: LoadToolName;
  readonly reason: string;
  readonly hint: string;
}

export function isPresent(tool: LoadTool | AbsentTool): tool is LoadTool {
  return 'run' in tool;
}
