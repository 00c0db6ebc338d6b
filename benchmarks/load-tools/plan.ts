import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { successPlan, type SuccessPlan } from '../../contract/request';
import { scenarioSeconds } from '../../contract/scenario';
import { arrivals } from '../load/arrivals';
import type { Attack } from './tool';

/** The input of tools that keep their own schedule: the same send times and bodies that the lab's own loop uses. */
export interface Plan {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Intended send times, milliseconds from the start, ascending. */
  readonly sendAtMs: readonly number[];
  /** Addresses and bodies ('' = none); request k is number k modulo their count. */
  readonly requests: readonly { readonly url: string; readonly body: string }[];
  readonly success: SuccessPlan;
}

export function planOf({ scenario, kind, distinct, success }: Attack): Plan {
  return {
    method: kind.method,
    headers: kind.headers,
    timeoutMs: scenario.timeoutMs,
    sendAtMs: [...arrivals(scenario)],
    requests: Array.from({ length: distinct }, (_, index) => ({
      url: kind.origin + kind.path(index),
      body: kind.body(index)?.toString() ?? '',
    })),
    success: successPlan(success),
  };
}

/** Writes plan.json into the attack's folder. */
export function writePlan(attack: Attack): Plan {
  const plan = planOf(attack);
  writeFileSync(join(attack.folder, 'plan.json'), JSON.stringify(plan));
  return plan;
}

/** Time for a tool to start, send and wait for its last answer; after that it counts as hanging. */
export function limitMs({ scenario }: Attack): number {
  return 60_000 + scenarioSeconds(scenario) * 1000 + 2 * scenario.timeoutMs;
}
