import { Connections } from '../load/connections';
import type { Timing } from '../load/open-loop';
import { send, type RequestKind } from '../load/request';
import type { Sample, Samples } from '../load/samples';
import { eachAtMost } from '../http';

const CONCURRENCY = 16;
/** After this many failures in a row the rest of the burst is not sent: the service is gone. */
const GIVE_UP_AFTER = 2 * CONCURRENCY;

/** Sends requests as fast as a few clients can. */
export async function burst(count: number, kind: RequestKind, timeoutMs: number, { now }: Timing): Promise<Samples> {
  const connections = new Connections(kind.origin, now);
  const all: Sample[] = [];
  const startMs = now();
  let failuresInARow = 0;
  await eachAtMost(CONCURRENCY, Array.from({ length: count }), async (_, index) => {
    if (failuresInARow >= GIVE_UP_AFTER) return;
    const sentMs = now();
    const outcome = await send(kind, index, connections, sentMs + timeoutMs, now);
    failuresInARow = outcome === 'ok' ? 0 : failuresInARow + 1;
    all.push({ intendedMs: sentMs, sentMs, doneMs: now(), outcome });
  });
  await connections.close();
  return { startMs, seconds: Math.max(0.001, (now() - startMs) / 1000), all };
}
