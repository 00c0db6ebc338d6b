import { nearest, UserError } from '../../contract';
import { type ApiObject, listAt, nameOf } from './fields';
import type { ShownKind } from './kinds';

/** Objects at a path of a lab's API. Throws a UserError when the lab has gone. */
export async function listObjects(apiUrl: string, path: string, signal?: AbortSignal): Promise<ApiObject[]> {
  let answer: Response;
  try {
    answer = await fetch(`${apiUrl}${path}`, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError({
      where: apiUrl,
      problem: `the lab does not answer (${error instanceof Error ? error.message : String(error)}).`,
      fix: './lab status says whether one is running.',
      code: 'lab-not-running',
    });
  }
  return listAt(await answer.json(), 'items') as ApiObject[];
}

/** The objects of a kind by name, or the one that is called `name`. Throws a UserError that names the nearest one. */
export async function objectsOf(apiUrl: string, kind: ShownKind, name?: string, signal?: AbortSignal): Promise<ApiObject[]> {
  const objects = (await listObjects(apiUrl, kind.path, signal)).sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  if (name === undefined) return objects;
  const found = objects.filter((object) => nameOf(object) === name);
  if (found.length > 0) return found;
  const names = objects.map(nameOf);
  const meant = nearest(name, names);
  throw new UserError({
    where: `${kind.names[0] ?? ''} "${name}"`,
    problem: 'not found.',
    fix: meant === undefined ? `There are: ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`,
    code: 'object-not-found',
  });
}
