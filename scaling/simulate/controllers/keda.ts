import { cronReading, queueReading, type Reading, type Readings, ScaledObjectLoop, type Scaler, targetValue } from '../../keda';
import type { Autoscaler, Signal } from '../config';
import { RandomStream } from '../../../contract/random';
import { Signals } from '../sensors/signals';
import { signalOfQueue, signalOfRedisList } from '../sensors/signals-by-name';
import { WRITE_TO_PODS_MS, type World } from './controller';
import { runHpa } from './hpa';

type KedaAutoscaler = Extract<Autoscaler, { kind: 'keda' }>;

/**
 * KEDA in the simulated world: its loop polls the triggers and scales between zero and one, and the HPA that it creates does the
 * rest. The exact algorithms are scaling/keda and scaling/hpa. A trigger on a queue reads the queue of the workload, a
 * Prometheus trigger what `signals` says that its query means, a cron trigger the clock.
 */
export function runKeda(
  world: World,
  { scaledObject, context, settings = {}, signals: signalNames = {}, startsAtMs = 0 }: KedaAutoscaler,
): void {
  const { cluster, timers, seed } = world;
  const loop = new ScaledObjectLoop(scaledObject, 0, context);
  const signals = new Signals(world);
  const workload = (): { currentReplicas: number; readyReplicas: number } => ({
    currentReplicas: cluster.replicas,
    readyReplicas: cluster.readyCount,
  });
  const readings = (nowMs: number): Readings =>
    new Map(loop.scalers.map((scaler) => [scaler.index, read(scaler, signals, signalNames, startsAtMs + nowMs)] as const));

  const periodMs = loop.pollingIntervalMs;
  timers.every(periodMs * new RandomStream(seed, 'keda-poll').uniform(), periodMs, (nowMs) => {
    const { setReplicas } = loop.poll(nowMs, readings(nowMs), workload());
    if (setReplicas === undefined || setReplicas === cluster.replicas) return;
    timers.at(nowMs + WRITE_TO_PODS_MS, (later) => cluster.scaleTo(setReplicas, later));
  });

  const { hpa } = loop;
  if (hpa === undefined) return;
  const names = (hpa.spec.metrics ?? []).flatMap(({ external }) => external?.metric.name ?? []);
  runHpa(world, {
    spec: hpa.spec,
    settings,
    signals: {},
    externalMetricsMilli: (nowMs) => {
      const fresh = readings(nowMs);
      return Object.fromEntries(
        names.flatMap((name) => {
          const milli = loop.externalMetricMilli(name, fresh, workload());
          return milli === undefined ? [] : [[name, [milli]] as const];
        }),
      );
    },
  });
}

function read(scaler: Scaler, signals: Signals, names: Readonly<Record<string, Signal>>, atMs: number): Reading {
  const { source } = scaler;
  const named = names[scaler.triggerName ?? ''] ?? names[scaler.metricName];
  switch (source.kind) {
    case 'redis-list':
      return { value: signals.total(named ?? signalOfRedisList(source.listName)) };
    case 'redis-streams':
      return { value: signals.total(named ?? (source.measure === 'lag' ? 'queueLength' : 'inFlight')) };
    case 'prometheus':
      return { value: signals.total(named ?? 'rps') };
    case 'queue':
      return queueReading(source, targetValue(scaler), signals.total(named ?? signalOfQueue(source)));
    case 'cron':
      return cronReading(source, atMs);
    case 'resource':
      return { value: 0 };
  }
}
