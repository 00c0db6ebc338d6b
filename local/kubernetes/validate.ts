import { z } from 'zod';
import { nearest, throwAny, UserError, type KubernetesObject } from '../../contract';
import { validateDeployment } from '../../scaling/rollout';
import { shapeOf } from './fields';
import { KNOWN_KINDS, schemaOf } from './kinds';
import { titleOf, type Workload } from './objects';
import { matches } from './selector';

/** A manifest and what the engine reads in it: defaults filled in, quantities as numbers. */
export interface Validated {
  readonly source: KubernetesObject;
  readonly parsed: object;
}

/** `spec.template.spec.containers[0].env` */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part);
      return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `["${name}"]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** Names of the fields that are known at a place in a schema. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const [part, ...rest] = path;
  // An index of a list: go on with the shape of its elements.
  if (typeof part === 'number') return fieldsAt(schema, rest);
  const shape = shapeOf(schema) ?? {};
  if (part === undefined) return Object.keys(shape);
  const next = shape[String(part)];
  return next === undefined ? [] : fieldsAt(next, rest);
}

/** What is wrong, in plain words instead of those of the schema library. */
function problemOf(issue: z.core.$ZodIssue): string {
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  if (issue.code === 'invalid_type' && received === 'undefined') return 'is missing.';
  if (issue.code === 'invalid_type' && received !== undefined) return `must be of type ${issue.expected}, not ${received}.`;
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid'))
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}.`;
  return `${issue.message}.`.replace(/\.\.$/, '.');
}

function issueErrors(object: KubernetesObject, schema: z.ZodType, issue: z.core.$ZodIssue): UserError[] {
  const at = (path: readonly PropertyKey[]): string => `${titleOf(object)}  ${fieldPath(path)}`;
  if (issue.code !== 'unrecognized_keys')
    return [new UserError({ where: at(issue.path), problem: problemOf(issue), code: 'manifest-wrong' })];
  return issue.keys.map((key) => {
    const known = fieldsAt(schema, issue.path);
    const meant = nearest(key, known);
    return new UserError({
      where: at([...issue.path, key]),
      problem: 'is not a field that the local engine knows.',
      fix: meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${meant}?`,
      code: 'manifest-wrong',
    });
  });
}

function headerErrors(object: KubernetesObject): UserError | undefined {
  const shape = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({ name: z.string() }),
  });
  const header = shape.safeParse(object);
  if (header.success) return undefined;
  const [issue] = header.error.issues;
  return new UserError({
    where: `manifest ${JSON.stringify(object).slice(0, 80)}`,
    problem: `is not a Kubernetes object: ${fieldPath(issue?.path ?? [])} is missing or not a text.`,
    code: 'manifest-wrong',
  });
}

function unknownKind(object: KubernetesObject): UserError {
  const meant = nearest(object.kind, KNOWN_KINDS);
  return new UserError({
    where: titleOf(object),
    problem: `the local engine does not run ${object.apiVersion} ${object.kind}.`,
    fix:
      meant === undefined || meant === object.kind ? `It runs and accepts ${KNOWN_KINDS.join(', ')}.` : `Did you mean ${meant}?`,
    code: 'kind-not-run',
  });
}

/** Rules of the API server between fields of one workload. */
function crossFieldErrors(workload: Workload): UserError[] {
  const errors: UserError[] = [];
  const error = (path: string, problem: string): void => {
    errors.push(new UserError({ where: `${titleOf(workload)}  ${path}`, problem, code: 'manifest-wrong' }));
  };
  const { template } = workload.spec;
  if (workload.kind === 'Deployment')
    for (const { path, message } of validateDeployment(workload.spec)) error(path, `${message}.`);
  if ('selector' in workload.spec && !matches(workload.spec.selector, template.metadata.labels))
    error('spec.selector', 'does not select the labels of spec.template.metadata.');
  const volumes = new Set([
    ...template.spec.volumes.map((volume) => volume.name),
    ...('volumeClaimTemplates' in workload.spec ? workload.spec.volumeClaimTemplates.map((claim) => claim.metadata.name) : []),
  ]);
  template.spec.containers.forEach((container, index) => {
    const path = `spec.template.spec.containers[${index}]`;
    container.volumeMounts.forEach((mount, mountIndex) => {
      if (!volumes.has(mount.name)) error(`${path}.volumeMounts[${mountIndex}].name`, `no volume is called ${mount.name}.`);
    });
    const ports = new Set(container.ports.map((port) => port.name));
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
      const port = container[probe]?.httpGet?.port ?? container[probe]?.tcpSocket?.port;
      if (typeof port === 'string' && !ports.has(port)) error(`${path}.${probe}`, `no port is called ${port}.`);
      if (probe !== 'readinessProbe' && (container[probe]?.successThreshold ?? 1) !== 1)
        error(`${path}.${probe}.successThreshold`, 'must be 1.');
    }
  });
  return errors;
}

const WORKLOAD_KINDS = new Set(['Deployment', 'StatefulSet', 'Job']);

/** Null stands for an absent field in manifests. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}

/** Checks every object before using any. Throws a UserError that names each object and field that cannot run. */
export function validate(objects: readonly KubernetesObject[]): Validated[] {
  const errors: UserError[] = [];
  const validated: Validated[] = [];
  for (const given of objects) {
    const object = withoutNulls(given) as KubernetesObject;
    const header = headerErrors(object);
    if (header !== undefined) {
      errors.push(header);
      continue;
    }
    const schema = schemaOf(object.apiVersion, object.kind);
    if (schema === undefined) {
      errors.push(unknownKind(object));
      continue;
    }
    const result = schema.safeParse(object);
    if (!result.success) {
      errors.push(...result.error.issues.flatMap((issue) => issueErrors(object, schema, issue)));
      continue;
    }
    const parsed = result.data as object;
    if (WORKLOAD_KINDS.has(object.kind)) errors.push(...crossFieldErrors(parsed as Workload));
    validated.push({ source: object, parsed });
  }
  throwAny(errors);
  return validated;
}
