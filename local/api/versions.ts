import { at, type ApiObject } from '../show/fields';
import { THROTTLING_ANNOTATION, USAGE_ANNOTATION } from './objects';
import type { Selection } from './resource';

/** All objects of a resource at one moment, by namespace and name. */
export type Snapshot = ReadonlyMap<string, ApiObject>;

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: ApiObject;
}

interface Version {
  readonly version: number;
  readonly snapshot: Snapshot;
}

/** A client that asks for an older version lists again, as with a real API server. */
const KEPT = 20;
/** They change with every sample; nobody wants to be told each time. */
const RESTLESS = [USAGE_ANNOTATION, THROTTLING_ANNOTATION];

/**
 * Numbers the states that a resource was seen in. The engine keeps no history: a state is what a list or a watch saw, so a
 * change that was undone between two looks is not told.
 */
export class Versions {
  private latest = 1;
  private readonly kept = new Map<string, Version[]>();

  /** @param resource any key, one a resource */
  public observe(resource: string, objects: readonly object[]): Version {
    const snapshot: Snapshot = new Map(objects.map((object) => [keyOf(object as ApiObject), object as ApiObject]));
    const versions = this.kept.get(resource) ?? [];
    const before = versions.at(-1);
    if (before !== undefined && changesBetween(before.snapshot, snapshot).length === 0) return before;
    this.latest += 1;
    const next = { version: this.latest, snapshot };
    this.kept.set(resource, [...versions, next].slice(-KEPT));
    return next;
  }

  /**
   * What a client that lists got with `version`. Undefined when that is no longer known.
   * Numbers are shared by all resources, so it is the newest state up to that number.
   */
  public at(resource: string, version: number): Snapshot | undefined {
    return this.kept.get(resource)?.findLast((one) => one.version <= version)?.snapshot;
  }
}

/** In the order of the later state; what is gone comes last. */
export function changesBetween(before: Snapshot, after: Snapshot, selection: Selection = () => true): Change[] {
  const was = selected(before, selection);
  const is = selected(after, selection);
  const changes: Change[] = [];
  for (const [key, object] of is) {
    const earlier = was.get(key);
    if (earlier === undefined) changes.push({ type: 'ADDED', object });
    else if (textOf(earlier) !== textOf(object)) changes.push({ type: 'MODIFIED', object });
  }
  for (const [key, object] of was) if (!is.has(key)) changes.push({ type: 'DELETED', object });
  return changes;
}

function selected(snapshot: Snapshot, selection: Selection): Map<string, ApiObject> {
  return new Map([...snapshot].filter(([, object]) => selection(object)));
}

function keyOf(object: ApiObject): string {
  return JSON.stringify([at(object, 'metadata.namespace'), at(object, 'metadata.name')]);
}

function textOf(object: ApiObject): string {
  return JSON.stringify(object, (key, value: unknown) => (RESTLESS.includes(key) ? undefined : value));
}
