import type { ReconcileFailure, Refuser, Rejection } from '../../kserve';
import { isRecord } from '../../../contract';
import type { Document } from './case';

/** A rejection as it is compared: who refused, and what for. */
export interface RejectionView {
  readonly by: Refuser | 'nobody' | 'somebody else';
  /** The validator's words; the unknown fields; the fields that the schema refuses. */
  readonly what: string | readonly string[];
}

export const ACCEPTED: RejectionView = { by: 'nobody', what: '' };

const DENIED = /admission webhook "inferenceservice\.kserve-webhook-server\.(\w+)" denied the request: ([^]*)$/;
const FIELD = /(?:^|[[ ,])((?:metadata|spec)(?:\.[\w/-]+|\[[^\]]*\])*): /g;

/** What kubectl printed, e.g. `Error from server (Forbidden): … denied the request: …`. */
export function recordedRejection(message: string): RejectionView {
  if (message.includes('strict decoding error'))
    return { by: 'decoding', what: [...message.matchAll(/unknown field "([^"]+)"/g)].map(([, field = '']) => field).sort() };
  if (message.includes('cannot be handled as'))
    return {
      by: 'decoding',
      what: [...message.matchAll(/Go struct field ObjectMeta\.([\w.]+)/g)].map(([, field = '']) => field),
    };
  const [, webhook, words = ''] = DENIED.exec(message) ?? [];
  if (webhook === 'validator') return { by: 'validator', what: words.trim() };
  if (webhook === 'defaulter') return { by: 'defaulter', what: '' };
  const [, invalid] = / is invalid: ([^]*)$/.exec(message) ?? [];
  if (invalid !== undefined) return { by: 'schema', what: fieldsIn(invalid) };
  return { by: 'somebody else', what: message };
}

export function ownRejection({ by, problems }: Rejection): RejectionView {
  if (by === 'validator') return { by, what: problems.map(({ message }) => message).join(' ') };
  return { by, what: by === 'defaulter' ? '' : sorted(problems.map(({ path }) => path)) };
}

/** A reconcile that failed, as it is compared. */
export interface FailureView {
  /** `PredictorReady`, or '' when no condition tells. */
  readonly condition: string;
  /** `Deployment/name` with the fields that were refused, or the message when no object was. */
  readonly refused: string | readonly string[];
}

const INVALID_OBJECT = /(\w+)(?:\.[\w.]+)? "([^"]+)" is invalid: ([^]*)$/;

/** From `status.conditions` of the recorded InferenceService. */
export function recordedFailure(object: Document | undefined): FailureView | undefined {
  const status = isRecord(object?.['status']) ? object['status'] : {};
  const conditions = Array.isArray(status['conditions']) ? (status['conditions'] as unknown[]).filter(isRecord) : [];
  const failed = conditions.find(({ type, reason }) => reason === 'ReconcileFailed' && type !== 'Ready');
  if (failed === undefined) return undefined;
  const message = String(failed['message']);
  const [, kind, name, problems = ''] = INVALID_OBJECT.exec(message) ?? [];
  const refused = kind === undefined ? untilQuote(message) : [`${kind}/${name ?? ''}`, ...fieldsIn(problems)];
  return { condition: String(failed['type']), refused };
}

export function ownFailure(failure: ReconcileFailure | undefined): FailureView | undefined {
  if (failure?.isInStatus !== true) return undefined;
  const { role, message, refused } = failure;
  const condition = `${role.slice(0, 1).toUpperCase()}${role.slice(1)}Ready`;
  if (refused === undefined) return { condition, refused: untilQuote(message) };
  const fields = sorted(refused.problems.map(({ path }) => path));
  return { condition, refused: [`${refused.kind}/${refused.name}`, ...fields] };
}

/** The part of a message before its first quotation: the class of the failure. */
function untilQuote(message: string): string {
  return message.split('"')[0] ?? '';
}

function fieldsIn(problems: string): string[] {
  return sorted([...problems.matchAll(FIELD)].map(([, field = '']) => field));
}

function sorted(fields: readonly string[]): string[] {
  return [...new Set(fields)].sort();
}
