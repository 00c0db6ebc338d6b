import { isDeepStrictEqual } from 'node:util';
import {
  admit,
  API_VERSION,
  DEFAULT_KSERVE_SETTINGS,
  KIND,
  reconcile,
  stored,
  statusOf,
  type Child,
  type InferenceService,
  type ReconcileFailure,
} from '../../kserve';
import { isRecord } from '../../../contract';
import type { Mismatch } from '../types';
import type { Document, ExpectedStep, RecordedCase } from './case';
import { ACCEPTED, ownFailure, ownRejection, recordedFailure, recordedRejection, type RejectionView } from './rejections';
import { viewOf, type Period } from './views';

interface State {
  readonly service: InferenceService | undefined;
  readonly children: readonly Child[];
  readonly failure: ReconcileFailure | undefined;
}

/** The state after a step, and how admission answered. */
export interface Outcome extends State {
  readonly rejection: RejectionView;
}

const NOTHING: State = { service: undefined, children: [], failure: undefined };

/** Applies the documents of a case one after another and compares what there is after each with what was recorded. */
export function replayCase(recorded: RecordedCase): Mismatch[] {
  return compareCase(recorded, outcomesOf(recorded));
}

/** What this code answers to each document, and has afterwards; in a step without one the controller works again. */
export function outcomesOf({ applied, expected }: RecordedCase): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const [step] of expected.entries()) outcomes.push(apply(applied[step] ?? {}, outcomes.at(-1) ?? NOTHING));
  return outcomes;
}

export function compareCase({ id, expected }: RecordedCase, outcomes: readonly Outcome[]): Mismatch[] {
  return outcomes.flatMap((outcome, step) => {
    const recorded = expected[step];
    const period = step === 0 ? 'created' : 'changed';
    return recorded === undefined ? [] : compare(outcome, recorded, period).map((mismatch) => ({ trace: id, step, ...mismatch }));
  });
}

function apply(document: Document, before: State): Outcome {
  const { service } = before;
  // Somebody edits what the controller made; it then does its work again.
  if (document['kind'] !== KIND)
    return service === undefined ? { ...before, rejection: ACCEPTED } : settled(service, edited(before.children, document));
  const admission = admit(document, service, DEFAULT_KSERVE_SETTINGS);
  if (!admission.accepted) return { ...before, rejection: ownRejection(admission.rejection) };
  return settled(admission.object, before.children);
}

function settled(service: InferenceService, existing: readonly Child[]): Outcome {
  const { children, failure } = reconcile(service, existing, DEFAULT_KSERVE_SETTINGS);
  return { service, children: children.map(stored), failure, rejection: ACCEPTED };
}

function edited(children: readonly Child[], document: Document): Child[] {
  const { kind, metadata, spec } = document;
  const name = isRecord(metadata) ? metadata['name'] : undefined;
  return children.map((child) =>
    child.kind === kind && child.metadata.name === name
      ? { ...child, spec: { ...child.spec, ...(isRecord(spec) ? spec : {}) } }
      : child,
  );
}

type Difference = Pick<Mismatch, 'field' | 'expected' | 'got'>;

function compare(got: Outcome, recorded: ExpectedStep, period: Period): Difference[] {
  const expectedRejection = recorded.isAccepted ? ACCEPTED : recordedRejection(recorded.message);
  const recordedService = recorded.objects.find(({ kind }) => kind === KIND);
  return [
    ...differences('admission', expectedRejection, got.rejection),
    ...differences('failure', recordedFailure(recordedService), ownFailure(got.failure)),
    ...differences('objects', byTitle(recorded.objects, period), byTitle(objectsOf(got), period)),
    ...differences('address', addressesOf(recordedService), ownAddresses(got)),
  ];
}

/** Everything there is, with the owner that the controller sets. */
function objectsOf({ service, children }: State): Document[] {
  if (service === undefined) return [];
  const ownerReferences = [{ apiVersion: API_VERSION, kind: KIND, name: service.metadata.name, controller: true }];
  const made = children.map((child) => ({ ...child, metadata: { ...child.metadata, ownerReferences } }));
  return [{ ...service }, ...made];
}

function byTitle(objects: readonly Document[], period: Period): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    objects.map((object) => {
      const { metadata } = object;
      return [`${String(object['kind'])}/${String(isRecord(metadata) ? metadata['name'] : '')}`, viewOf(object, period)];
    }),
  );
}

interface Addresses {
  readonly url: unknown;
  readonly address: unknown;
}

/** Where it is reached; nowhere while it is stopped or cannot be reconciled. */
function addressesOf(object: Document | undefined): Addresses | undefined {
  const status = object?.['status'];
  if (object === undefined || recordedFailure(object) !== undefined) return undefined;
  const { url, address } = isRecord(status) ? status : {};
  return { url, address: isRecord(address) ? address['url'] : undefined };
}

function ownAddresses({ service, failure }: State): Addresses | undefined {
  if (service === undefined || failure?.isInStatus === true) return undefined;
  const unknown = (): { isAvailable: boolean; reason: string; message: string } => ({
    isAvailable: false,
    reason: '',
    message: '',
  });
  const { url, address } = statusOf(service, failure, unknown, DEFAULT_KSERVE_SETTINGS);
  return { url, address: address?.url };
}

/** Every place where two values differ, deepest first found; undefined and absent are the same. */
function differences(field: string, expected: unknown, got: unknown): Difference[] {
  if (isDeepStrictEqual(expected, got)) return [];
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length)
    return expected.flatMap((item: unknown, index) => differences(`${field}[${index}]`, item, got[index]));
  if (isRecord(expected) && isRecord(got)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
    return keys.flatMap((key) => differences(`${field}.${key}`, expected[key], got[key]));
  }
  return [{ field, expected, got }];
}
