import { deletionOrder, type RankedPod } from './ranking';

const NOW = 1_000_000_000;
const SECOND = 1000;

const pod = (uid: string, fields: Partial<RankedPod> = {}): RankedPod => ({
  uid,
  phase: 'Running',
  deletionCost: 0,
  readySinceMs: NOW - 100 * SECOND,
  restartCount: 0,
  createdAtMs: NOW - 110 * SECOND,
  ...fields,
});

function firstToGo(...pods: RankedPod[]): string | undefined {
  return [...pods].sort((one, other) => deletionOrder(one, other, NOW))[0]?.uid;
}

test('a pending pod goes before a running one', () => {
  expect(firstToGo(pod('a'), pod('b', { phase: 'Pending', readySinceMs: undefined, deletionCost: 100 }))).toBe('b');
});

test('a pod that is not ready goes before one that is', () => {
  expect(firstToGo(pod('a'), pod('b', { readySinceMs: undefined }))).toBe('b');
});

test('among ready pods the cheaper one to delete goes first', () => {
  expect(firstToGo(pod('a', { deletionCost: -1, readySinceMs: NOW - 9000 * SECOND }), pod('b'))).toBe('a');
});

test('the pod that became ready last goes first when the ages differ by a power of two', () => {
  expect(firstToGo(pod('a'), pod('b', { readySinceMs: NOW - 10 * SECOND }))).toBe('b');
});

test('pods of about the same age go by uid, so that no age is favoured', () => {
  expect(firstToGo(pod('b', { readySinceMs: NOW - 100 * SECOND }), pod('a', { readySinceMs: NOW - 101 * SECOND }))).toBe('a');
});

test('with the same readiness the pod that restarted more often goes first', () => {
  expect(firstToGo(pod('a'), pod('b', { restartCount: 2 }))).toBe('b');
});

test('then the younger pod goes first', () => {
  expect(firstToGo(pod('a', { createdAtMs: NOW - 500 * SECOND }), pod('b'))).toBe('b');
});
