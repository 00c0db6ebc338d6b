import { sleep, systemClock } from '../clock';
import type { ApiObject } from './fields';

const LOOK_MS = 1000;

/** Looks once a second until the signal aborts, which also cuts short the last look. */
export async function follow(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  try {
    for (;;) {
      await look();
      await sleep(systemClock, LOOK_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Remembers the last look, to find what is new in the next one. */
export class Changes {
  private seen = new Map<string, string>();

  /**
   * @param versionOf must differ when the object should be shown again
   * @returns the objects that are new or have another version than in the last look
   */
  public of(
    objects: readonly ApiObject[],
    idOf: (object: ApiObject) => string,
    versionOf: (object: ApiObject) => string,
  ): ApiObject[] {
    const changed = objects.filter((object) => this.seen.get(idOf(object)) !== versionOf(object));
    this.seen = new Map(objects.map((object) => [idOf(object), versionOf(object)]));
    return changed;
  }
}
