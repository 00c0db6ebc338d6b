import type { ApiObject } from './fields';

/** Keeps what was seen last, to tell what is new in each further look. */
export class Changes {
  private seen = new Map<string, string>();

  /**
   * @param versionOf differs when the object is to be told again
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
