import fc from 'fast-check';
import { requestScale } from './executor';
import { jobMaxReplicas, jobMinReplicas } from './defaults';
import { jobScale } from './scaling-strategies';
import type { ScaledJobSpec, ScaledObject } from './types';

const NOW_MS = 1_780_000_000_000;
const counts = fc.integer({ min: 0, max: 12 });
const objects = fc
  .record({ min: counts, extra: counts, idle: fc.option(counts, { nil: undefined }) })
  .map(({ min, extra, idle }): ScaledObject => {
    const idleReplicaCount = idle !== undefined && idle < min ? idle : undefined;
    const spec = { scaleTargetRef: { name: 'x' }, triggers: [], minReplicaCount: min, maxReplicaCount: min + extra + 1 };
    return { name: 'x', annotations: {}, spec: idleReplicaCount === undefined ? spec : { ...spec, idleReplicaCount } };
  });
const requests = fc.record({
  scaledObject: objects,
  isActive: fc.boolean(),
  isError: fc.boolean(),
  currentReplicas: fc.integer({ min: 0, max: 30 }),
  lastActiveMs: fc.option(fc.integer({ min: NOW_MS - 600_000, max: NOW_MS }), { nil: undefined }),
  createdMs: fc.constant(NOW_MS - 3_600_000),
  nowMs: fc.constant(NOW_MS),
});

test('the scale loop never leaves idle and maximum replicas', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { setReplicas } = requestScale(request);
      if (setReplicas === undefined) return;
      const { idleReplicaCount, maxReplicaCount = 100 } = request.scaledObject.spec;
      expect(setReplicas).toBeGreaterThanOrEqual(idleReplicaCount ?? 0);
      expect(setReplicas).toBeLessThanOrEqual(maxReplicaCount);
    }),
  );
});

test('an active target between its minimum and maximum is left to the HPA', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { minReplicaCount = 0 } = request.scaledObject.spec;
      if (request.currentReplicas < Math.max(1, minReplicaCount)) return;
      expect(requestScale({ ...request, isActive: true }).setReplicas).toBeUndefined();
    }),
  );
});

test('a decision that was applied is not applied again', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { setReplicas, lastActiveMs } = requestScale(request);
      if (setReplicas === undefined) return;
      const again = requestScale({ ...request, currentReplicas: setReplicas, lastActiveMs });
      expect(again.setReplicas ?? setReplicas).toBe(setReplicas);
    }),
  );
});

const strategies = fc.constantFrom('default', 'accurate', 'eager');
const jobs = fc
  .record({ min: fc.integer({ min: 0, max: 5 }), extra: counts, strategy: strategies })
  .map(({ min, extra, strategy }): ScaledJobSpec => ({
    triggers: [],
    minReplicaCount: min,
    maxReplicaCount: min + extra + 1,
    scalingStrategy: { strategy },
  }));

function created(spec: ScaledJobSpec, queueLength: number, running: number, pending: number): number {
  const demand = { queueLength, maxScale: Math.min(queueLength, jobMaxReplicas(spec)) };
  const { scaleTo, effectiveMaxScale } = jobScale(spec, demand, { running, pending });
  return Math.min(scaleTo, effectiveMaxScale);
}

test('new jobs and running ones together never exceed maxReplicaCount', () => {
  fc.assert(
    fc.property(jobs, counts, fc.nat(20), fc.nat(20), (spec, queueLength, runningWish, pendingWish) => {
      const running = Math.min(runningWish, spec.maxReplicaCount ?? 0);
      const pending = Math.min(pendingWish, running);
      expect(running + created(spec, queueLength, running, pending)).toBeLessThanOrEqual(
        jobMaxReplicas(spec) + jobMinReplicas(spec),
      );
    }),
  );
});

test('a longer queue never creates fewer jobs', () => {
  fc.assert(
    fc.property(jobs, counts, counts, fc.nat(20), fc.nat(20), (spec, queueLength, more, running, pendingWish) => {
      const pending = Math.min(pendingWish, running);
      expect(created(spec, queueLength + more, running, pending)).toBeGreaterThanOrEqual(
        created(spec, queueLength, running, pending),
      );
    }),
  );
});
