import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioSeconds } from '../../contract/scenario';
import { arrivals } from '../load/arrivals';
import type { Attack } from './tool';

/** The input of tools that keep their own schedule: the same send times and bodies that the lab's own loop uses. */
export interface Plan {
  readonly url: string;
  readonly timeoutMs: number;
  /** Intended send times, milliseconds from the start, ascending. */
  readonly sendAtMs: readonly number[];
  /** JSON texts; request k carries number k modulo their count. */
  readonly bodies: readonly string[];
}

export function planOf({ scenario, kind, bodies }: Attack): Plan {
  return {
    url: kind.url,
    timeoutMs: scenario.timeoutMs,
    sendAtMs: [...arrivals(scenario)],
    bodies: bodies.map((body) => body.toString()),
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
