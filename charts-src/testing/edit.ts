import type { KubernetesObject } from '../../contract';
import { checkManifests } from '../synth-lab';

type Node = Record<string, unknown> | unknown[];

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** `spec.containers[0].image`, with keys that hold dots in brackets: `metadata.labels[a.b/c]`. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\[([^\]]+)\]|[^.[\]]+/g)].map(([whole, bracketed]) => bracketed ?? whole);
}

function step(node: unknown, key: string): unknown {
  return isNode(node) ? (node as Record<string, unknown>)[key] : undefined;
}

/** The value at a path, or undefined. */
export function valueAt(object: KubernetesObject, path: string): unknown {
  return stepsOf(path).reduce<unknown>(step, object);
}

/** A copy of the object with another value at a path (missing parents are made), or without it when the value is undefined. */
export function edited(object: KubernetesObject, path: string, value: unknown): KubernetesObject {
  const copy = structuredClone(object) as KubernetesObject & Record<string, unknown>;
  const steps = stepsOf(path);
  const last = steps.pop() ?? '';
  let node: Record<string, unknown> = copy;
  for (const key of steps) {
    const next = node[key];
    node = isNode(next) ? (next as Record<string, unknown>) : (node[key] = {});
  }
  if (value !== undefined) node[last] = value;
  else if (Array.isArray(node)) node.splice(Number(last), 1);
  else Reflect.deleteProperty(node, last);
  return copy;
}

/** Every path to a text, number or truth value of an object. */
export function leavesOf(value: unknown, path = ''): { readonly path: string; readonly value: string | number | boolean }[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [{ path, value }];
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${path}[${key}]`));
}

/** What a person reads when manifests break a schema or a rule; empty when they do not. */
export function objectionTo(objects: readonly KubernetesObject[]): string {
  try {
    checkManifests(objects);
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') return error.message;
    throw error;
  }
  return '';
}
