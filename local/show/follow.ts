import { sleep, systemClock } from '../clock';
import type { ApiObject } from './fields';

const LOOK_MS = 1000;

/** Looks once a second until the signal aborts; what the last look was waiting for is then given up. */
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

/** Keeps what was seen last, to tell what is new in each further look. */
export class Changes {
  private seen = new Map<string, string>();

  /**
   * @param versionOf differs when the object is to be shown again
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
