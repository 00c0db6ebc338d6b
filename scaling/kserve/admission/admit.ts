import { isRecord } from '../../../contract';
import type { Problem } from '../../problem';
import { ANNOTATION } from '../constants';
import { structuralProblems, withCrdDefaults, withGoZeros, type StructuralProblemKind } from '../crd/structural';
import type { KserveSettings } from '../settings';
import type { InferenceService, InferenceServiceSpec } from '../types';
import { withWebhookDefaults } from './defaults';
import { metadataProblems } from './metadata';
import { validateInferenceService } from './validate';

/**
 * Who refuses an object, in the order in which they see it:
 * - `decoding`: the API server, because kubectl asks it to be strict on unknown fields
 * - `defaulter`: KServe's mutating webhook, when a value has the wrong type
 * - `schema`: the API server, by the CRD
 * - `validator`: KServe's validating webhook
 */
export type Refuser = 'decoding' | 'defaulter' | 'schema' | 'validator';

export interface Rejection {
  readonly by: Refuser;
  readonly problems: readonly Problem[];
}

export type Admission =
  { readonly accepted: true; readonly object: InferenceService } | { readonly accepted: false; readonly rejection: Rejection };

const BY_KIND: Readonly<Record<StructuralProblemKind, Refuser>> = { unknown: 'decoding', type: 'defaulter', value: 'schema' };

/**
 * Sends an InferenceService through admission, as `kubectl apply` does on a cluster with KServe v0.20.0 and its full CRDs.
 *
 * @param written with apiVersion, kind, metadata and spec; its status is ignored
 * @param previous the object that is there already, as an earlier admission gave it
 */
export function admit(written: unknown, previous: InferenceService | undefined, settings: KserveSettings): Admission {
  if (!isRecord(written) || !isRecord(written['metadata']))
    return rejection('schema', [{ path: 'metadata', message: 'is required' }]);
  const mistyped = notText(written['metadata']);
  if (mistyped.length > 0) return rejection('decoding', mistyped);
  const given = written['spec'] ?? {};
  const found = structuralProblems(given);
  for (const kind of ['unknown', 'type'] as const) {
    const ofKind = found.filter((one) => one.kind === kind);
    if (ofKind.length > 0) return rejection(BY_KIND[kind], ofKind);
  }
  const metadata = { name: '', ...withoutNulls(written['metadata']) };
  const spec = withGoZeros(withCrdDefaults(given)) as InferenceServiceSpec;
  const object = withWebhookDefaults({ apiVersion: '', kind: '', ...written, metadata, spec }, settings);
  const invalid = [...metadataProblems(object.metadata), ...structuralProblems(object.spec)];
  if (invalid.length > 0) return rejection('schema', invalid);
  const recorded = previous && { object: previous, mode: previous.metadata.annotations?.[ANNOTATION.mode] ?? '' };
  const refusal = validateInferenceService(object, recorded);
  return refusal === undefined ? { accepted: true, object } : rejection('validator', [{ path: '', message: refusal }]);
}

function rejection(by: Refuser, problems: readonly { readonly path: string; readonly message: string }[]): Admission {
  return { accepted: false, rejection: { by, problems: problems.map((one) => ({ ...one, effect: 'rejected' })) } };
}

/** Labels and annotations hold text; `true` and `1` need quotes. */
function notText(metadata: Readonly<Record<string, unknown>>): { path: string; message: string }[] {
  const isText = (value: unknown): boolean => value === null || typeof value === 'string';
  const maps = ['labels', 'annotations'].filter((key) => {
    const map = metadata[key] ?? {};
    return !isRecord(map) || !Object.values(map).every(isText);
  });
  const names = ['name', 'namespace'].filter((key) => metadata[key] !== undefined && !isText(metadata[key]));
  return [...names, ...maps].map((key) => ({ path: `metadata.${key}`, message: 'must be text: put it in quotes' }));
}

function withoutNulls(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [key, isRecord(value) ? withoutNulls(value) : value]),
  );
}
