import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, type KubernetesApi } from './api';
import { keyOf, type WatchedObject, type Metadata } from './objects';

export interface WatchOptions<Kind extends WatchedObject> {
  readonly api: KubernetesApi;
  /** `/api/v1/services` */
  readonly path: string;
  /** Called after the copy changed; with the object that changed, or without one after all were listed. */
  readonly onChange: (object?: Kind) => void;
  readonly onTrouble: (error: unknown) => void;
  /** Pause before the next watch, and before listing everything again after an error. */
  readonly pauseMs: number;
}

interface WatchEvent<Kind> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Kind & { readonly code?: number };
}

/** After this time the API server ends a watch; the next one goes on from there. */
const WATCH_SECONDS = 290;
/** The server no longer keeps the changes since the last one seen, so everything is listed again. */
const GONE = 410;

/** A copy of all objects of a kind that follows the cluster. */
export class Watch<Kind extends WatchedObject> {
  private readonly copy = new Map<string, Kind>();
  private listed = false;

  public constructor(private readonly options: WatchOptions<Kind>) {}

  public get objects(): ReadonlyMap<string, Kind> {
    return this.copy;
  }

  /** True once everything was listed. */
  public get isSynced(): boolean {
    return this.listed;
  }

  /** Follows the cluster until the signal. */
  public async run(signal: AbortSignal): Promise<void> {
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      try {
        let version = await this.list(signal);
        for (;;) {
          version = await this.follow(version, signal);
          // Pause even without an error: a server may end every watch at once.
          await this.pause(signal);
        }
      } catch (error) {
        const isGone = error instanceof ApiError && error.status === GONE;
        if (!isGone && !isStopped()) this.options.onTrouble(error);
        if (!isGone) await this.pause(signal).catch(() => undefined);
      }
    }
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await delay(this.options.pauseMs, undefined, { signal });
  }

  private async list(signal: AbortSignal): Promise<string> {
    const { api, path, onChange } = this.options;
    const { metadata, items } = await api.json<{ readonly metadata: Metadata; readonly items: readonly Kind[] }>(path, {
      signal,
    });
    this.copy.clear();
    for (const object of items) this.copy.set(keyOf(object), object);
    this.listed = true;
    onChange();
    return metadata.resourceVersion ?? '0';
  }

  /** Takes changes in until the server ends the watch. Returns the version to go on from. */
  private async follow(from: string, signal: AbortSignal): Promise<string> {
    const { api, path } = this.options;
    const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${WATCH_SECONDS}&resourceVersion=${from}`;
    const stream = await api.stream(`${path}?${query}`, { signal });
    stream.setEncoding('utf8');
    let version = from;
    let rest = '';
    for await (const chunk of stream) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) version = this.take(JSON.parse(line) as WatchEvent<Kind>) ?? version;
    }
    return version;
  }

  private take({ type, object }: WatchEvent<Kind>): string | undefined {
    if (type === 'ERROR') throw new ApiError(object.code ?? 500, 'the watch broke off');
    if (type === 'DELETED') this.copy.delete(keyOf(object));
    else if (type !== 'BOOKMARK') this.copy.set(keyOf(object), object);
    if (type !== 'BOOKMARK') this.options.onChange(object);
    return object.metadata.resourceVersion;
  }
}
