import { eachAtMost } from '../http';
import type { Timing } from '../load/open-loop';
import type { Backlog } from './backlog';
import type { QueueClient } from './client';
import type { Job } from './job';

const CONCURRENCY = 8;
const POLL_MS = 100;
/** While the queue still works, single jobs are read only this often, because each read adds load. */
const SWEEP_MS = 5000;
/** When the queue is empty they are read at once, and then less and less often. */
const FIRST_PAUSE_MS = 100;
/** Jobs read at a time; when none of them is done, neither are the later ones. */
const SWEEP_JOBS = 64;

/**
 * Waits until every job is done, or until none has progressed for `stallMs`. Jobs missing from the answer neither
 * completed nor failed in that time.
 */
export async function awaitJobs(
  ids: readonly string[],
  client: QueueClient,
  backlog: Backlog,
  { now, sleep }: Timing,
  stallMs: number,
): Promise<Map<string, Job>> {
  const done = new Map<string, Job>();
  let waiting = [...ids];
  let progressMs = now();
  let sweptMs = Number.NEGATIVE_INFINITY;
  let pauseMs = FIRST_PAUSE_MS;
  let seenDone = backlog.latest?.done ?? 0;

  while (waiting.length > 0 && now() - progressMs < stallMs) {
    const counts = backlog.latest;
    if (counts !== undefined && counts.done > seenDone) {
      seenDone = counts.done;
      progressMs = now();
    }
    if (now() - sweptMs >= (counts?.backlog === 0 ? pauseMs : SWEEP_MS)) {
      sweptMs = now();
      const found = await sweep(waiting, client);
      for (const [id, job] of found) done.set(id, job);
      pauseMs = found.size > 0 ? FIRST_PAUSE_MS : Math.min(SWEEP_MS, pauseMs * 2);
      if (found.size > 0) {
        progressMs = now();
        waiting = waiting.filter((id) => !found.has(id));
      }
    }
    if (waiting.length > 0) await sleep(POLL_MS);
  }
  return done;
}

/** The jobs that are done, oldest first; stops at a stretch with none. */
async function sweep(ids: readonly string[], client: QueueClient): Promise<Map<string, Job>> {
  const found = new Map<string, Job>();
  for (let start = 0; start < ids.length; start += SWEEP_JOBS) {
    const before = found.size;
    await eachAtMost(CONCURRENCY, ids.slice(start, start + SWEEP_JOBS), async (id) => {
      const job = await client.job(id, 1);
      if (job?.status === 'completed' || job?.status === 'failed') found.set(id, job);
    });
    if (found.size === before) break;
  }
  return found;
}
