import fc from 'fast-check';
import { DEFAULT_AUTOSCALER_CONFIG } from './config';
import { KpaAutoscaler } from './kpa-autoscaler';
import { TICK_INTERVAL_MS } from './limits';
import { type PodAutoscaler, applyBounds, scaleBounds } from './pod-autoscaler';

const PREFIX = 'autoscaling.knative.dev';
const START_MS = 1_780_000_000_000;

function revision(annotations: Record<string, string> = {}, containerConcurrency = 0): PodAutoscaler {
  const prefixed = Object.entries(annotations).map(([key, value]) => [`${PREFIX}/${key}`, value] as const);
  return { annotations: Object.fromEntries(prefixed), containerConcurrency, reachability: 'Reachable' };
}

/** Desired pods per tick when every second brings one report and the decision becomes the number of ready pods at once. */
function run(podAutoscaler: PodAutoscaler, concurrency: readonly number[], readyAtStart = 1): number[] {
  const kpa = new KpaAutoscaler({ podAutoscaler, config: DEFAULT_AUTOSCALER_CONFIG, nowMs: START_MS, readyPods: readyAtStart });
  let readyPods = readyAtStart;
  return concurrency.map((value, tick) => {
    const endMs = START_MS + (tick + 1) * TICK_INTERVAL_MS;
    kpa.record(endMs - 1900, value, value);
    kpa.record(endMs - 900, value, value);
    const result = kpa.scale(endMs, readyPods);
    if (result.valid) readyPods = result.desired;
    return readyPods;
  });
}

const anyLoad = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 120 });

test('the applied scale never leaves min-scale and max-scale', () => {
  fc.assert(
    fc.property(anyLoad, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 5, max: 30 }), (load, min, max) => {
      const podAutoscaler = revision({ 'min-scale': String(min), 'max-scale': String(max), target: '10' });
      const bounds = scaleBounds(podAutoscaler, DEFAULT_AUTOSCALER_CONFIG);
      for (const desired of run(podAutoscaler, load)) {
        const applied = applyBounds(bounds, desired);
        expect(applied).toBeGreaterThanOrEqual(min);
        expect(applied).toBeLessThanOrEqual(max);
      }
    }),
    { numRuns: 60 },
  );
});

test('a constant load that the pods carry at their target never changes the scale', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (pods, fill) => {
      // With fill in (0, 1] the load needs `pods` pods exactly: more than pods - 1 and at most pods times the target.
      const target = 70;
      const concurrency = (pods - 1 + fill) * target;
      const scales = run(revision(), new Array<number>(90).fill(concurrency), pods);
      expect(new Set(scales)).toEqual(new Set([pods]));
    }),
    { numRuns: 60 },
  );
});

test('more load never yields fewer pods at the same moment', () => {
  fc.assert(
    fc.property(anyLoad, fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 120 }), (load, extra) => {
      const less = run(revision({ target: '10' }), load);
      const more = run(
        revision({ target: '10' }),
        load.map((value, index) => value + (extra[index] ?? 0)),
      );
      for (const [tick, pods] of less.entries()) expect(more[tick]).toBeGreaterThanOrEqual(pods);
    }),
    { numRuns: 60 },
  );
});

test('while it panics the scale never falls', () => {
  fc.assert(
    fc.property(anyLoad, (load) => {
      const kpa = new KpaAutoscaler({
        podAutoscaler: revision({ target: '10' }),
        config: DEFAULT_AUTOSCALER_CONFIG,
        nowMs: START_MS,
        readyPods: 1,
      });
      let readyPods = 1;
      let panicking = false;
      for (const [tick, value] of load.entries()) {
        const endMs = START_MS + (tick + 1) * TICK_INTERVAL_MS;
        kpa.record(endMs - 900, value, value);
        const result = kpa.scale(endMs, readyPods);
        if (panicking && result.panicking) expect(result.desired).toBeGreaterThanOrEqual(readyPods);
        panicking = result.panicking;
        readyPods = result.desired;
      }
    }),
    { numRuns: 60 },
  );
});

test('no report for a whole stable window is no data, and the scale is kept', () => {
  const kpa = new KpaAutoscaler({
    podAutoscaler: revision({ window: '10s' }),
    config: DEFAULT_AUTOSCALER_CONFIG,
    nowMs: START_MS,
    readyPods: 1,
  });
  kpa.record(START_MS, 5, 5);

  expect(kpa.scale(START_MS + 10_000, 1).valid).toBe(true);
  expect(kpa.scale(START_MS + 12_000, 1).valid).toBe(false);
});

test('with an unlimited burst capacity silence is a load of zero, not a lack of data', () => {
  const kpa = new KpaAutoscaler({
    podAutoscaler: revision({ 'target-burst-capacity': '-1' }),
    config: DEFAULT_AUTOSCALER_CONFIG,
    nowMs: START_MS,
    readyPods: 1,
  });

  expect(kpa.scale(START_MS + 2000, 1)).toMatchObject({ valid: true, desired: 0, excessBurstCapacity: -1 });
});

test('a window that is changed while data are fresh keeps what fits into the new one', () => {
  const kpa = new KpaAutoscaler({
    podAutoscaler: revision({ window: '60s' }),
    config: DEFAULT_AUTOSCALER_CONFIG,
    nowMs: START_MS,
    readyPods: 1,
  });
  for (let second = 0; second < 20; second++) kpa.record(START_MS + second * 1000, second, 0);
  kpa.update(revision({ window: '10s' }), DEFAULT_AUTOSCALER_CONFIG, START_MS + 19_500);

  expect(kpa.scale(START_MS + 19_900, 1).stableValue).toBe(14.5);
});

test('an autoscaler that starts with several ready pods panics, so that it does not scale down without history', () => {
  const kpa = new KpaAutoscaler({
    podAutoscaler: revision(),
    config: DEFAULT_AUTOSCALER_CONFIG,
    nowMs: START_MS,
    readyPods: 7,
  });
  kpa.record(START_MS + 1000, 1, 1);

  expect(kpa.scale(START_MS + 2000, 7)).toMatchObject({ desired: 7, panicking: true });
});
