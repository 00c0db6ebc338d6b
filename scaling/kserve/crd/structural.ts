import { isRecord, nearest } from '../../../contract';
import { parseQuantity } from '../../../contract/quantity';
import crd from './inference-service.json';

/** A structural schema, as CRDs have it (apiextensions-apiserver v0.34, pkg/apiserver/schema). */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

const DEFINITIONS = crd.definitions as unknown as Readonly<Record<string, Schema>>;
const SPEC = crd.spec as unknown as Schema;

function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (DEFINITIONS[schema.$ref] ?? {});
}

/**
 * - `unknown`: no field of the API (kubectl's strict decoding refuses it)
 * - `type`: does not decode into the Go type (the defaulting webhook refuses it)
 * - `value`: decodes, but the schema refuses it
 */
export type StructuralProblemKind = 'unknown' | 'type' | 'value';

export interface StructuralProblem {
  readonly path: string;
  readonly kind: StructuralProblemKind;
  readonly message: string;
}

/** Everything in a `spec` that the CRD refuses. */
export function structuralProblems(spec: unknown): StructuralProblem[] {
  return problemsAt('spec', spec, SPEC);
}

/** The `spec` with the defaults of the CRD; nulls are dropped, as the API server drops them where a field is not nullable. */
export function withCrdDefaults(spec: unknown): unknown {
  return defaulted(spec, SPEC);
}

/**
 * The `spec` as Go structs give it back, which is what the mutating webhook answers with: a required field that was left out is there,
 * empty. A CRD requires the fields without `omitempty` in Go (sigs.k8s.io/controller-tools, pkg/crd).
 */
export function withGoZeros(spec: unknown): unknown {
  return zeroed(spec, SPEC);
}

function zeroed(value: unknown, given: Schema): unknown {
  const { properties = {}, items, required = [] } = resolved(given);
  if (Array.isArray(value)) return items === undefined ? value : value.map((item: unknown) => zeroed(item, items));
  if (!isRecord(value)) return value;
  const missing = required
    .filter((key) => value[key] === undefined || value[key] === null)
    .map((key): [string, unknown] => [key, zeroOf(properties[key] ?? {})]);
  const present = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const below = properties[key];
    return [key, below === undefined ? inner : zeroed(inner, below)];
  });
  return Object.fromEntries([...present, ...missing].filter(([, inner]) => inner !== undefined));
}

function zeroOf(given: Schema): unknown {
  const schema = resolved(given);
  if (schema['x-kubernetes-int-or-string'] === true) return 0;
  if (schema.type === 'object') return zeroed({}, given);
  return { string: '', integer: 0, boolean: false }[schema.type ?? ''];
}

function defaulted(value: unknown, schema: Schema): unknown {
  const { properties, items, additionalProperties } = resolved(schema);
  if (Array.isArray(value)) return items === undefined ? value : value.map((item: unknown) => defaulted(item, items));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([key, inner]): [string, unknown] => {
      const below = properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      return [key, below === undefined ? inner : defaulted(inner, below)];
    });
  const missing = Object.entries(properties ?? {})
    .map(([key, below]): [string, unknown] => [key, resolved(below).default])
    .filter(([key, preset]) => preset !== undefined && (value[key] === undefined || value[key] === null));
  return Object.fromEntries([...missing, ...entries]);
}

function problemsAt(path: string, value: unknown, given: Schema): StructuralProblem[] {
  if (value === null || value === undefined) return [];
  const schema = resolved(given);
  const mistyped = typeProblem(path, value, schema);
  if (mistyped !== undefined) return [mistyped];
  if (Array.isArray(value)) return listProblems(path, value, schema);
  if (isRecord(value)) return mapProblems(path, value, schema);
  return scalarProblems(path, value, schema);
}

const INTEGER_BITS: Readonly<Record<string, number>> = { int32: 31, int64: 63 };

function typeProblem(path: string, value: unknown, schema: Schema): StructuralProblem | undefined {
  const wrong = (wanted: string): StructuralProblem => ({ path, kind: 'type', message: `must be ${wanted}` });
  if (schema['x-kubernetes-int-or-string'] === true) {
    const isQuantity = schema.pattern !== undefined;
    if (typeof value !== 'string' && !(isQuantity ? typeof value === 'number' : Number.isInteger(value)))
      return wrong('an integer or text');
    if (!isQuantity) return undefined;
    return parseQuantity(value as string | number) === undefined ? wrong('a quantity such as 500m, 2 or 1Gi') : undefined;
  }
  switch (schema.type) {
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) <= 2 ** (INTEGER_BITS[schema.format ?? ''] ?? 63)
        ? undefined
        : wrong(`a whole number${schema.format === undefined ? '' : ` (${schema.format})`}`);
    case 'string':
      return typeof value === 'string' ? undefined : wrong('text');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('true or false');
    case 'array':
      return Array.isArray(value) ? undefined : wrong('a list');
    case 'object':
      return isRecord(value) ? undefined : wrong('a map');
    default:
      return undefined;
  }
}

function mapProblems(path: string, value: Readonly<Record<string, unknown>>, schema: Schema): StructuralProblem[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required
    .filter((key) => value[key] === undefined || value[key] === null)
    .map((key): StructuralProblem => ({ path: `${path}.${key}`, kind: 'value', message: 'is required' }));
  const below = Object.entries(value).flatMap(([key, inner]): StructuralProblem[] => {
    const known = properties[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (known !== undefined) return problemsAt(`${path}.${key}`, inner, known);
    const isOpen = additionalProperties === true || Object.keys(properties).length === 0;
    if (isOpen) return [];
    const meant = nearest(key, Object.keys(properties));
    const hint = meant === undefined ? '' : `. Did you mean ${meant}?`;
    return [{ path: `${path}.${key}`, kind: 'unknown', message: `is no field of the API${hint}` }];
  });
  return [...missing, ...below];
}

function listProblems(path: string, value: readonly unknown[], schema: Schema): StructuralProblem[] {
  const { items = {}, minItems = 0 } = schema;
  const below = value.flatMap((item, index) => problemsAt(`${path}[${index}]`, item, items));
  const few: StructuralProblem[] =
    value.length < minItems ? [{ path, kind: 'value', message: `must have at least ${minItems} items` }] : [];
  return [...few, ...below, ...duplicates(path, value, schema)];
}

function duplicates(path: string, value: readonly unknown[], schema: Schema): StructuralProblem[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  const isSet = schema['x-kubernetes-list-type'] === 'set';
  if (keys === undefined && !isSet) return [];
  const defaults = resolved(schema.items ?? {}).properties ?? {};
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    const key = JSON.stringify(
      keys === undefined || !isRecord(item) ? item : keys.map((name) => item[name] ?? resolved(defaults[name] ?? {}).default),
    );
    if (seen.has(key)) return [{ path: `${path}[${index}]`, kind: 'value' as const, message: 'is there twice' }];
    seen.add(key);
    return [];
  });
}

function scalarProblems(path: string, value: unknown, schema: Schema): StructuralProblem[] {
  const wrong = (message: string): StructuralProblem[] => [{ path, kind: 'value', message }];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return wrong(`is ${JSON.stringify(value)}; must be one of ${schema.enum.join(', ')}`);
  if (typeof value === 'string') {
    if (schema['x-kubernetes-int-or-string'] !== true && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
      return wrong(`must match ${schema.pattern}`);
    if (value.length < (schema.minLength ?? 0)) return wrong('is too short');
    if (value.length > (schema.maxLength ?? Infinity)) return wrong('is too long');
  }
  if (typeof value === 'number' && (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)))
    return wrong('is out of range');
  return [];
}
