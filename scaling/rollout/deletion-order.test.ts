import { podsToDelete } from './deletion-order';
import type { RolloutPod } from './types';

const NOW_MS = 1_000_000;

/** A pod that has been ready for 1,000 s, on a node of its own. */
function pod(id: number, different: Partial<RolloutPod> = {}): RolloutPod {
  return {
    name: `p${id}`,
    id,
    replicaSet: 1,
    template: 'v1',
    createdMs: 0,
    phase: 'Running',
    node: `n${id}`,
    startedMs: 0,
    ready: true,
    readyTransitionMs: 0,
    restarts: 0,
    deletionCost: 0,
    deleting: false,
    ...different,
  };
}

/** The names in the order in which a ReplicaSet would let the pods go. */
function order(pods: readonly RolloutPod[], related = pods): string[] {
  const names = (count: number): string[] => podsToDelete(pods, related, count, NOW_MS).map(({ name }) => name);
  return [...names(pods.length - 1), ...names(pods.length).filter((name) => !names(pods.length - 1).includes(name))];
}

test('pods without a node go first, then pods that are not ready', () => {
  const unscheduled = pod(3, { node: undefined, phase: 'Pending', ready: false });
  expect(order([pod(1), pod(2, { ready: false }), unscheduled])).toEqual(['p3', 'p2', 'p1']);
});

test('of otherwise equal pods the one with the lower pod-deletion-cost goes first, negative costs before none', () => {
  expect(order([pod(1, { deletionCost: 10 }), pod(2), pod(3, { deletionCost: -1 })])).toEqual(['p3', 'p2', 'p1']);
});

test('readiness weighs more than cost', () => {
  expect(order([pod(1, { deletionCost: -100 }), pod(2, { deletionCost: 100, ready: false })])).toEqual(['p2', 'p1']);
});

test('a pod that shares its node with more pods of the Deployment goes first, those of other ReplicaSets counted', () => {
  const pods = [pod(1, { node: 'a' }), pod(2, { node: 'b' })];
  const otherReplicaSet = pod(9, { node: 'b', replicaSet: 2 });
  expect(order(pods, [...pods, otherReplicaSet])).toEqual(['p2', 'p1']);
});

test('the pod that got ready later goes first, by ages that differ by powers of two', () => {
  const readyFor = (id: number, seconds: number): RolloutPod => pod(id, { readyTransitionMs: NOW_MS - seconds * 1000 });
  expect(order([readyFor(1, 900), readyFor(2, 100)])).toEqual(['p2', 'p1']);
  // 2^39 ns is 550 s: both are between that and 1,100 s, so the UID decides.
  expect(order([readyFor(1, 900), readyFor(2, 600)])).toEqual(['p1', 'p2']);
});

test('of pods that got ready together the one restarted more often goes first, then the one created later', () => {
  expect(order([pod(1), pod(2, { restarts: 1 })])).toEqual(['p2', 'p1']);
  expect(order([pod(1), pod(2, { createdMs: NOW_MS - 10_000 })])).toEqual(['p2', 'p1']);
});
