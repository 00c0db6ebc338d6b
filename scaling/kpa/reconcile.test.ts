import { ActivatorReporter, needsTickNow } from './activator-reporter';
import { DEFAULT_AUTOSCALER_CONFIG } from './config';
import { initialExcessBurstCapacity } from './decider';
import { KpaAutoscaler } from './kpa-autoscaler';
import { STAT_INTERVAL_MS, TICK_INTERVAL_MS } from './limits';
import type { PodAutoscaler } from './pod-autoscaler';
import { reconcile } from './reconcile';
import { DEFAULT_PROGRESS_DEADLINE_MS } from './scaler';
import { load } from './stats';
import { newKpaStatus } from './status';

interface Moment {
  readonly atMs: number;
  readonly replicas: number;
  readonly mode: string;
  readonly active: string;
}

/** One revision whose pods are ready a second after they are wanted, on a clock of one-second steps. */
function simulate(podAutoscaler: PodAutoscaler, concurrencyAt: (second: number) => number, seconds: number): Moment[] {
  const config = DEFAULT_AUTOSCALER_CONFIG;
  const kpa = new KpaAutoscaler({ podAutoscaler, config, nowMs: 0, readyPods: 0 });
  const activator = new ActivatorReporter();
  let status = newKpaStatus(0);
  let desiredScale = -1;
  let excessBurstCapacity = initialExcessBurstCapacity(kpa.spec);
  let replicas = 1;
  let readyPods = 0;
  let inFlight = 0;
  const moments: Moment[] = [];

  const tick = (nowMs: number): void => {
    const result = kpa.scale(nowMs, readyPods);
    if (!result.valid) return;
    ({ desired: desiredScale, excessBurstCapacity } = result);
  };

  for (let second = 1; second <= seconds; second++) {
    const nowMs = second * STAT_INTERVAL_MS;
    const report = activator.report(nowMs);
    if (report !== undefined) kpa.record(nowMs, load(report).concurrency, load(report).rps);
    else if (readyPods > 0) kpa.record(nowMs, 0, 0);
    if (nowMs % TICK_INTERVAL_MS === 0) tick(nowMs);
    for (; inFlight < concurrencyAt(second); inFlight++) {
      const ahead = activator.requestIn(nowMs);
      if (ahead === undefined) continue;
      kpa.record(nowMs, load(ahead).concurrency, load(ahead).rps);
      if (needsTickNow(desiredScale, ahead)) tick(nowMs);
    }
    for (; inFlight > concurrencyAt(second); inFlight--) activator.requestOut(nowMs);

    const done = reconcile({
      podAutoscaler,
      config,
      status,
      spec: kpa.spec,
      desiredScale,
      excessBurstCapacity,
      readyPods,
      currentReplicas: replicas,
      nowMs,
      progressDeadlineMs: DEFAULT_PROGRESS_DEADLINE_MS,
      probeActivator: () => status.mode === 'Proxy',
    });
    status = done.status;
    readyPods = replicas;
    replicas = done.setReplicas ?? replicas;
    moments.push({ atMs: nowMs, replicas, mode: done.mode, active: status.active.status });
  }
  return moments;
}

const revision: PodAutoscaler = { annotations: {}, containerConcurrency: 1, reachability: 'Reachable' };

test('an idle revision goes to zero after the stable window and the grace period, and comes back with the first request', () => {
  const moments = simulate(revision, (second) => (second < 10 || second >= 200 ? 1 : 0), 220);
  const zeroAt = moments.find(({ replicas }) => replicas === 0)?.atMs ?? 0;
  const inactiveAt = moments.find(({ active, atMs }) => active === 'False' && atMs > 10_000)?.atMs ?? 0;
  const backAt = moments.find(({ replicas, atMs }) => replicas > 0 && atMs > zeroAt)?.atMs;

  expect(inactiveAt).toBeGreaterThanOrEqual(10_000 + 60_000);
  expect(zeroAt - inactiveAt).toBeLessThanOrEqual(30_000);
  expect(zeroAt).toBeGreaterThan(inactiveAt);
  expect(backAt).toBe(200_000);
});

test('with a burst capacity of 211 and few pods every request passes the activator', () => {
  expect(simulate(revision, () => 3, 60).every(({ mode }) => mode === 'Proxy')).toBe(true);
});

test('without a target burst capacity the activator leaves the path as soon as pods are wanted', () => {
  const direct: PodAutoscaler = { ...revision, annotations: { 'autoscaling.knative.dev/target-burst-capacity': '0' } };

  expect(simulate(direct, () => 3, 60).at(-1)).toMatchObject({ mode: 'Serve', active: 'True' });
});
