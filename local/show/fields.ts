/** An object as the API gives it. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** The value at a path of keys: `status.currentReplicas`. */
export function at(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], object);
}

/** Text of a scalar; `missing` for anything else. */
export function textAt(object: unknown, path: string, missing = ''): string {
  const value = at(object, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : missing;
}

export function listAt(object: unknown, path: string): readonly unknown[] {
  const value = at(object, path);
  return Array.isArray(value) ? value : [];
}

export function nameOf(object: ApiObject): string {
  return textAt(object, 'metadata.name');
}

/** A field of the condition of this type. */
export function condition(object: ApiObject, type: string, field: 'status' | 'reason', missing = ''): string {
  const found = listAt(object, 'status.conditions').find((one) => textAt(one, 'type') === type);
  return textAt(found, field, missing);
}
