import fc from 'fast-check';
import { exampleRollout, readyAll } from './example-rollout';
import type { Rollout } from './rollout';

const replicas = fc.integer({ min: 1, max: 20 });
const amount = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
);

function ofReplicas(value: number | string, total: number): number {
  return typeof value === 'number' ? value : (Number(value.slice(0, -1)) * total) / 100;
}

/** Pods get ready one by one in an order that the numbers decide, until the rollout is over. */
function rollOut(rollout: Rollout, picks: readonly number[], afterEach: () => void): void {
  rollout.edit({}, 'v2');
  rollout.settle(10_000);
  afterEach();
  for (let round = 0; round < 200 && rollout.pods.some(({ ready }) => !ready); round++) {
    const nowMs = 20_000 + round * 1000;
    const starting = rollout.pods.filter(({ ready, deleting }) => !ready && !deleting);
    const pod = starting[(picks[round % picks.length] ?? 0) % starting.length];
    if (pod === undefined) return;
    rollout.podStarted(pod.name, 'node', nowMs);
    rollout.podReady(pod.name, nowMs);
    rollout.settle(nowMs);
    afterEach();
  }
}

test('a rolling update never asks for more than replicas and surge, and never goes below what must be available', () => {
  fc.assert(
    fc.property(replicas, amount, amount, fc.array(fc.nat(), { minLength: 1 }), (count, maxSurge, maxUnavailable, picks) => {
      const rollout = exampleRollout({ replicas: count, strategy: { rollingUpdate: { maxSurge, maxUnavailable } } });
      const surge = Math.ceil(ofReplicas(maxSurge, count));
      const unavailable = Math.min(count, Math.floor(ofReplicas(maxUnavailable, count)) || (surge === 0 ? 1 : 0));
      rollOut(rollout, picks, () => {
        expect(rollout.status.replicas).toBeLessThanOrEqual(count + surge);
        expect(rollout.status.available).toBeGreaterThanOrEqual(count - unavailable);
      });
      expect(rollout.status).toMatchObject({ replicas: count, updated: count, available: count });
    }),
  );
});

test('settling again changes nothing', () => {
  fc.assert(
    fc.property(replicas, replicas, amount, (before, after, maxSurge) => {
      const rollout = exampleRollout({ replicas: before, strategy: { rollingUpdate: { maxSurge } } });
      rollout.edit({ replicas: after }, 'v2');
      rollout.settle(10_000);
      readyAll(rollout, 20_000);
      const { status, replicaSets } = rollout;
      expect(rollout.settle(20_000)).toEqual({ scaled: [], created: [], deleted: [], removedReplicaSets: [] });
      expect([rollout.status, rollout.replicaSets]).toEqual([status, replicaSets]);
    }),
  );
});
