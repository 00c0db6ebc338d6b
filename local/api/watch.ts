import type { ServerResponse } from 'node:http';
import { sleep, type Clock } from '../clock';
import type { ApiObject } from '../show/fields';
import type { Selection } from './resource';
import { changesBetween, type Snapshot } from './versions';

export interface Watch {
  /** What the client knows. */
  readonly known: Snapshot;
  readonly selection: Selection;
  /** The state now. */
  readonly look: () => { readonly version: number; readonly snapshot: Snapshot };
  /** How an object is sent: as it is, or as a table of one row. */
  readonly shown: (object: ApiObject, version: number) => object;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Aborts when the client has left. */
  readonly signal: AbortSignal;
}

const LOOK_MS = 500;

/**
 * Sends every change as a line of JSON until the client leaves or the time is over. Follows k8s.io/apimachinery v0.34
 * pkg/apis/meta/v1/watch.go, WatchEvent.
 */
export async function watch(response: ServerResponse, asked: Watch): Promise<void> {
  const { clock, signal, timeoutMs } = asked;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const endMs = clock.nowMs() + timeoutMs;
  let known = asked.known;
  while (!signal.aborted) {
    const { version, snapshot } = asked.look();
    for (const { type, object } of changesBetween(known, snapshot, asked.selection))
      response.write(`${JSON.stringify({ type, object: asked.shown(object, version) })}\n`);
    known = snapshot;
    if (clock.nowMs() >= endMs) break;
    try {
      await sleep(clock, Math.min(LOOK_MS, endMs - clock.nowMs()), signal);
    } catch {
      // The client has left.
    }
  }
  response.end();
}
