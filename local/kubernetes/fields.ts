import { z } from 'zod';

/** What the local engine does with a field of a manifest. */
export type FieldRule =
  | { readonly rule: 'run' }
  | { readonly rule: 'ignored'; readonly why: string }
  | { readonly rule: 'refused'; readonly why: string };

const rules = z.registry<{ readonly rule: 'ignored' | 'refused'; readonly why: string }>();

/** Accepted and without effect here; `why` says why that is right on one machine. */
export function ignored(why: string) {
  return z.unknown().optional().register(rules, { rule: 'ignored', why });
}

/** Known to Kubernetes, but an error here: ignoring it would change what the pods do. */
export function refused(why: string) {
  return z
    .never({ error: `is not supported by the local engine: ${why}` })
    .optional()
    .register(rules, { rule: 'refused', why });
}

/** A field with only one value that this engine can honour. */
export function only<const Value extends string | number | boolean>(value: Value, why: string) {
  return z.literal(value, { error: `must be ${JSON.stringify(value)} on the local engine: ${why}` }).optional();
}

/** The schema inside optional, default, transform and array wrappers. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodArray) return unwrap(schema.element);
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.unwrap());
  return schema;
}

/** The fields of an object inside such wrappers; undefined for anything that is not an object with known fields. */
export function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}

/** The table of supported fields of a schema: path -> what is done with it. */
export function fieldTable(schema: z.core.$ZodType, path = ''): ReadonlyMap<string, FieldRule> {
  const own = rules.get(schema as z.ZodType);
  if (own !== undefined) return new Map([[path, own]]);
  const shape = shapeOf(schema);
  if (shape === undefined) return new Map([[path, { rule: 'run' }]]);
  const table = new Map<string, FieldRule>();
  for (const [name, field] of Object.entries(shape)) {
    for (const entry of fieldTable(field, path === '' ? name : `${path}.${name}`)) table.set(...entry);
  }
  return table;
}
