import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest, type KubernetesObject } from '../../contract';
import { structuralProblems } from '../../scaling/kserve';
import { titleOf } from '../rules';
import { isInferenceService } from '../rules/rendered';
import type { Finding } from '../rules/rule';
import keda from './keda.json';
import knative from './knative.json';
import kubernetes from './kubernetes.json';

/** Schemas by `apiVersion/kind`; provenance is in the files. That of an InferenceService is in scaling/kserve/crd. */
const KINDS: Readonly<Record<string, object>> = { ...kubernetes.kinds, ...knative.kinds, ...keda.kinds };

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
const compiled = new Map<string, ValidateFunction>();

function validatorOf(kind: string, schema: object): ValidateFunction {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  const made = ajv.compile({ ...schema, definitions: kubernetes.definitions });
  compiled.set(kind, made);
  return made;
}

/** What the API server would refuse by schema: wrong types, missing fields, and fields that do not exist. */
export function schemaFindings(object: KubernetesObject): Finding[] {
  if (isInferenceService(object))
    return structuralProblems(object['spec']).map(({ path, message }) => ({
      object: titleOf(object),
      field: path,
      problem: message,
    }));
  const kind = `${object.apiVersion}/${object.kind}`;
  const schema = KINDS[kind];
  if (schema === undefined) {
    const meant = nearest(kind, Object.keys(KINDS));
    const fix = meant === undefined ? `Known: ${Object.keys(KINDS).join(', ')}.` : `Did you mean ${meant}?`;
    return [{ object: titleOf(object), field: 'kind', problem: `${kind} has no schema here`, fix }];
  }
  const validate = validatorOf(kind, schema);
  if (validate(object)) return [];
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf').map((error) => describe(error, object));
}

function describe(error: ErrorObject, object: KubernetesObject): Finding {
  const at = fieldOf(error.instancePath);
  const join = (key: string) => (at === '' ? key : `${at}.${key}`);
  if (error.keyword === 'additionalProperties') {
    const { additionalProperty } = error.params as { additionalProperty: string };
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    const meant = nearest(additionalProperty, known);
    return {
      object: titleOf(object),
      field: join(additionalProperty),
      problem: 'is no field of the API',
      ...(meant === undefined ? {} : { fix: `Did you mean ${meant}?` }),
    };
  }
  if (error.keyword === 'required')
    return {
      object: titleOf(object),
      field: join((error.params as { missingProperty: string }).missingProperty),
      problem: 'is missing',
    };
  return { object: titleOf(object), field: at, problem: `${JSON.stringify(error.data)} ${error.message ?? 'is wrong'}` };
}

/** `/spec/containers/0/image` -> `spec.containers[0].image` */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');
}
