import { scenarioSeconds, type Scenario } from '../../contract/scenario';
import type { Clock, Sleep } from '../clock';
import { arrivals } from './arrivals';
import { Connections } from './connections';
import { send, type RequestKind } from './request';
import type { Sample, Samples } from './samples';

export interface Timing {
  readonly now: Clock;
  readonly sleep: Sleep;
}

/** The part of a load that one of several generators sends. */
export interface Share {
  /** Which generator it is, from 0. */
  readonly index: number;
  /** How many there are. */
  readonly of: number;
}

export const WHOLE: Share = { index: 0, of: 1 };

/**
 * Sends each request at its own time, whether or not earlier ones were answered, and waits for every answer or time-out.
 * Takes the scenario's length plus at most its time-out, whatever the server does.
 *
 * Timers wake to the millisecond, so all requests that are due are sent at each wake-up; how late they were is in the
 * samples (sent - intended), and latency counts from the intended time.
 *
 * @param share every how many-th request of the schedule is this generator's
 */
export async function openLoop(
  scenario: Scenario,
  kind: RequestKind,
  { now, sleep }: Timing,
  share: Share = WHOLE,
): Promise<Samples> {
  const schedule = arrivals(scenario);
  const connections = new Connections(kind.origin, now);
  const all: Sample[] = [];
  const pending: Promise<void>[] = [];
  const startMs = now();

  const sendOne = async (index: number, intendedMs: number): Promise<void> => {
    const sentMs = now();
    const outcome = await send(kind, index, connections, intendedMs + scenario.timeoutMs, now);
    all[Math.floor(index / share.of)] = { intendedMs, sentMs, doneMs: now(), outcome };
  };

  for (let index = share.index; index < schedule.length;) {
    const intendedMs = startMs + (schedule[index] ?? 0);
    const wait = intendedMs - now();
    if (wait > 0) await sleep(wait);
    else {
      pending.push(sendOne(index, intendedMs));
      index += share.of;
    }
  }
  const seconds = scenarioSeconds(scenario);
  await sleep(Math.max(0, startMs + seconds * 1000 - now()));
  await Promise.all(pending);
  await connections.close();
  return { startMs, seconds, all };
}
