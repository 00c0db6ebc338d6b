/** An operation of JSON Patch (RFC 6902), of those that KEDA's kustomizations use. */
export interface PatchOperation {
  readonly op: string;
  /** JSON Pointer; `-` at its end is the place behind the last element of a list. */
  readonly path: string;
  readonly value?: unknown;
}

/**
 * A copy of the document with the operations done on it.
 *
 * @throws Error when a path leads nowhere, or an operation is neither `add` nor `remove`
 */
export function patched<Document extends object>(document: Document, operations: readonly PatchOperation[]): Document {
  const copy = structuredClone(document);
  for (const operation of operations) apply(copy, operation);
  return copy;
}

type Node = Record<string, unknown> | unknown[];

function apply(root: object, { op, path, value }: PatchOperation): void {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], root) as
    Node | null | undefined;
  if (typeof parent !== 'object' || parent === null) throw new Error(`patch ${path}: there is no such place`);
  if (op === 'add' && Array.isArray(parent)) parent.splice(last === '-' ? parent.length : Number(last), 0, value);
  else if (op === 'add') (parent as Record<string, unknown>)[last] = value;
  else if (op !== 'remove') throw new Error(`patch ${path}: ${op} is not an operation that the lab knows`);
  else if (!(last in parent)) throw new Error(`patch ${path}: there is nothing to remove`);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
}
