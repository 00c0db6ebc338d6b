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

/**
 * Sends each request at its own time, whether or not earlier ones were answered, and waits for every answer or time-out.
 * Takes the scenario's length plus at most its time-out, whatever the server does.
 *
 * Timers wake to the millisecond, so all requests that are due are sent at each wake-up; how late they were is in the
 * samples (sent - intended), and latency counts from the intended time.
 */
export async function openLoop(scenario: Scenario, kind: RequestKind, { now, sleep }: Timing): Promise<Samples> {
  const schedule = arrivals(scenario);
  const connections = new Connections(kind.origin, now);
  const all: Sample[] = [];
  const pending: Promise<void>[] = [];
  const startMs = now();

  const sendOne = async (index: number, intendedMs: number): Promise<void> => {
    const sentMs = now();
    const outcome = await send(kind, index, connections, intendedMs + scenario.timeoutMs, now);
    all[index] = { intendedMs, sentMs, doneMs: now(), outcome };
  };

  for (let index = 0; index < schedule.length;) {
    const intendedMs = startMs + (schedule[index] ?? 0);
    const wait = intendedMs - now();
    if (wait > 0) await sleep(wait);
    else pending.push(sendOne(index++, intendedMs));
  }
  const seconds = scenarioSeconds(scenario);
  await sleep(Math.max(0, startMs + seconds * 1000 - now()));
  await Promise.all(pending);
  await connections.close();
  return { startMs, seconds, all };
}
