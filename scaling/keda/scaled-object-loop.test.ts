import { UserError } from '../../contract';
import { HpaController } from '../hpa';
import { KEDA_ANNOTATION } from './annotations';
import { COMPOSITE_METRIC } from './scaled-object-hpa';
import { ScaledObjectLoop } from './scaled-object-loop';
import type { Reading } from './scaler';
import type { ScaledObject, ScaledObjectSpec, Trigger } from './types';

const START_MS = 1_780_000_000_000;
const queue: Trigger = {
  type: 'redis',
  name: 'queue',
  metadata: { address: 'redis:6379', listName: 'jobs', listLength: '5', activationListLength: '2' },
};

function scaledObject(parts: Partial<ScaledObjectSpec> = {}, annotations: Record<string, string> = {}): ScaledObject {
  return { name: 'worker', annotations, spec: { scaleTargetRef: { name: 'worker' }, triggers: [queue], ...parts } };
}

function readings(...answers: Reading[]): Map<number, Reading> {
  return new Map(answers.map((answer, index) => [index, answer]));
}

function at(replicas: number): { currentReplicas: number; readyReplicas: number } {
  return { currentReplicas: replicas, readyReplicas: replicas };
}

test('a queue at its activation threshold keeps the target at zero, one entry more starts it', () => {
  const loop = new ScaledObjectLoop(scaledObject(), START_MS);

  expect(loop.poll(START_MS, readings({ value: 2 }), at(0))).toMatchObject({ isActive: false, setReplicas: undefined });
  expect(loop.poll(START_MS, readings({ value: 3 }), at(0))).toMatchObject({
    isActive: true,
    setReplicas: 1,
    activeMetrics: ['s0-redis-jobs'],
  });
});

test('an empty queue is scaled to zero only when the cooldown period has passed since the last activity', () => {
  const loop = new ScaledObjectLoop(scaledObject({ cooldownPeriod: 60 }), START_MS);
  loop.poll(START_MS, readings({ value: 10 }), at(0));
  const poll = (seconds: number): number | undefined =>
    loop.poll(START_MS + seconds * 1000, readings({ value: 0 }), at(2)).setReplicas;

  expect(poll(30)).toBeUndefined();
  expect(poll(60)).toBeUndefined();
  expect(poll(61)).toBe(0);
});

test('a target that was never active is held only by the initial cooldown period', () => {
  const loop = new ScaledObjectLoop(scaledObject({ initialCooldownPeriod: 120 }), START_MS);
  const poll = (seconds: number): number | undefined =>
    loop.poll(START_MS + seconds * 1000, readings({ value: 0 }), at(3)).setReplicas;

  expect(poll(120)).toBeUndefined();
  expect(poll(121)).toBe(0);
});

test('a failing trigger without fallback leaves the replicas alone, also at zero', () => {
  const loop = new ScaledObjectLoop(scaledObject(), START_MS);
  const outcome = loop.poll(START_MS + 1e6, readings({ error: 'connection refused' }), at(4));

  expect(outcome).toMatchObject({ isError: true, setReplicas: undefined });
  expect(outcome.ready.reason).toBe('TriggerError');
});

test('after more failures than the threshold the HPA gets a value that means the fallback replicas', () => {
  const loop = new ScaledObjectLoop(scaledObject({ fallback: { failureThreshold: 2, replicas: 6 } }), START_MS);
  const failing = readings({ error: 'timeout' });
  loop.poll(START_MS, failing, at(1));
  loop.poll(START_MS, failing, at(1));

  expect(loop.poll(START_MS, failing, at(1))).toMatchObject({ fallbackActive: true, isActive: true, isError: false });
  expect(loop.externalMetricMilli('s0-redis-jobs', failing, at(1))).toBe(6 * 5 * 1000);
});

test('the HPA that it creates asks for an average value per trigger; 23 entries at 5 each go to 4 pods first, the most that one sync may do from 1', () => {
  const loop = new ScaledObjectLoop(scaledObject({ maxReplicaCount: 8 }), START_MS);
  const hpa = loop.hpa!;
  const metricMilli = loop.externalMetricMilli('s0-redis-jobs', readings({ value: 23 }), at(1))!;
  const controller = new HpaController(hpa.spec);
  const result = controller.sync(START_MS, {
    specReplicas: 1,
    statusReplicas: 1,
    pods: [],
    externalMetricsMilli: { 's0-redis-jobs': [metricMilli] },
  });

  expect(hpa.name).toBe('keda-hpa-worker');
  expect(hpa.spec).toMatchObject({ minReplicas: 1, maxReplicas: 8 });
  expect(hpa.spec.metrics?.[0]?.external?.target).toEqual({ type: 'AverageValue', averageValue: '5' });
  expect(result.replicas).toBe(4);
});

test('a formula replaces the triggers by one composite metric, and decides activity with its own threshold', () => {
  const other: Trigger = { ...queue, name: 'other', metadata: { ...queue.metadata, listName: 'other' } };
  const loop = new ScaledObjectLoop(
    scaledObject({
      triggers: [queue, other],
      advanced: { scalingModifiers: { formula: 'max(queue, other) * 2', target: '2.5', activationTarget: '10' } },
    }),
    START_MS,
  );
  const both = readings({ value: 4 }, { value: 5 });

  expect(loop.hpa?.spec.metrics).toHaveLength(1);
  expect(loop.hpa?.spec.metrics?.[0]?.external).toMatchObject({
    metric: { name: COMPOSITE_METRIC },
    target: { type: 'AverageValue', averageValue: '2500m' },
  });
  expect(loop.externalMetricMilli(COMPOSITE_METRIC, both, at(1))).toBe(10_000);
  expect(loop.poll(START_MS, both, at(0)).isActive).toBe(false);
  expect(loop.poll(START_MS, readings({ value: 6 }, { value: 0 }), at(0))).toMatchObject({
    isActive: true,
    activeMetrics: [COMPOSITE_METRIC],
  });
});

test('with the scalingModifiers fallback the formula sees nil for the trigger that failed too often', () => {
  const loop = new ScaledObjectLoop(
    scaledObject({
      fallback: { failureThreshold: 0, replicas: 7, behavior: 'scalingModifiers' },
      advanced: { scalingModifiers: { formula: 'queue ?? 40', target: '5' } },
    }),
    START_MS,
  );

  expect(loop.externalMetricMilli(COMPOSITE_METRIC, readings({ value: 3 }), at(1))).toBe(3000);
  expect(loop.externalMetricMilli(COMPOSITE_METRIC, readings({ error: 'down' }), at(1))).toBe(40_000);
});

test('a trigger with useCachedMetrics answers the HPA from the last poll', () => {
  const loop = new ScaledObjectLoop(scaledObject({ triggers: [{ ...queue, useCachedMetrics: true }] }), START_MS);
  loop.poll(START_MS, readings({ value: 11 }), at(1));

  expect(loop.externalMetricMilli('s0-redis-jobs', readings({ value: 99 }), at(1))).toBe(11_000);
});

test('paused-replicas deletes the HPA and holds the target at its number', () => {
  const loop = new ScaledObjectLoop(scaledObject({}, { [KEDA_ANNOTATION.pausedReplicas]: '3' }), START_MS);

  expect(loop.hpa).toBeUndefined();
  expect(loop.poll(START_MS, readings({ value: 100 }), at(1))).toMatchObject({ setReplicas: 3, paused: true });
  expect(loop.poll(START_MS, readings({ value: 100 }), at(3)).setReplicas).toBeUndefined();
});

test('pausing one direction disables that direction in the HPA and keeps the rest of its behavior', () => {
  const behavior = { scaleDown: { stabilizationWindowSeconds: 30 } };
  const advanced = { horizontalPodAutoscalerConfig: { behavior } };
  const loop = new ScaledObjectLoop(scaledObject({ advanced }, { [KEDA_ANNOTATION.pausedScaleIn]: 'true' }), START_MS);

  expect(loop.hpa?.spec.behavior).toEqual({ scaleDown: { stabilizationWindowSeconds: 30, selectPolicy: 'Disabled' } });
});

test('a trigger that cannot be read is named with its object and path', () => {
  const wrong = { ...queue, metadata: { ...queue.metadata, listLength: 'ten' } };

  expect(() => new ScaledObjectLoop(scaledObject({ triggers: [wrong] }), START_MS)).toThrow(UserError);
  expect(() => new ScaledObjectLoop(scaledObject({ triggers: [wrong] }), START_MS)).toThrow(
    'ScaledObject/worker  spec.triggers[0].metadata.listLength\n  "ten" is not a whole number',
  );
});
