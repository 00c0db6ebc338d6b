import fc from 'fast-check';
import { HpaController } from './controller';
import { cpuInputs } from './testing/pods';
import type { HpaBehavior, HpaSpec } from './types';

const cpu = (averageUtilization: number) => [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
];

const policy = fc.record({
  type: fc.constantFrom('Pods', 'Percent'),
  value: fc.integer({ min: 1, max: 300 }),
  periodSeconds: fc.integer({ min: 1, max: 600 }),
});
const rules = fc.record(
  {
    stabilizationWindowSeconds: fc.integer({ min: 0, max: 600 }),
    selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled'),
    policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const behavior: fc.Arbitrary<HpaBehavior | undefined> = fc.option(
  fc.record({ scaleUp: rules, scaleDown: rules }, { requiredKeys: [] }),
  {
    nil: undefined,
  },
);
const bounds = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }))
  .map(([minReplicas, more]) => ({ minReplicas, maxReplicas: minReplicas + more }));
const usage = fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined });

test('the bounds hold after every sync, whatever the metrics say and whoever else writes the count', () => {
  const step = fc.record({
    usages: fc.array(usage, { maxLength: 12 }),
    external: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      bounds,
      behavior,
      fc.integer({ min: 1, max: 150 }),
      fc.array(step, { minLength: 1, maxLength: 30 }),
      (limits, rule, target, steps) => {
        const controller = new HpaController({ ...limits, metrics: cpu(target), behavior: rule });
        let replicas = limits.minReplicas;
        steps.forEach(({ usages, external }, index) => {
          const specReplicas = external ?? replicas;
          replicas = controller.sync(index * 15_000, cpuInputs(usages, { specReplicas })).replicas;
          expect(replicas).toBeGreaterThanOrEqual(limits.minReplicas);
          expect(replicas).toBeLessThanOrEqual(limits.maxReplicas);
        });
      },
    ),
  );
});

test('a constant load within the tolerance never changes the replicas', () => {
  const arbitrary = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 100 }), behavior)
    .chain(([pods, target, rule]) =>
      fc.record({
        pods: fc.constant(pods),
        target: fc.constant(target),
        rule: fc.constant(rule),
        // In whole percent, as upstream truncates it; the ends of 0.9 and 1.1 are left to the unit tests.
        percent: fc.integer({ min: Math.floor(0.9 * target) + 1, max: Math.ceil(1.1 * target) - 1 }),
      }),
    );
  fc.assert(
    fc.property(arbitrary, ({ pods, target, rule, percent }) => {
      const controller = new HpaController({ maxReplicas: 100, metrics: cpu(target), behavior: rule });
      const inputs = cpuInputs(Array.from({ length: pods }, () => 10 * percent));
      for (let sync = 0; sync < 40; sync++) expect(controller.sync(sync * 15_000, inputs).replicas).toBe(pods);
    }),
  );
});

test('more load never asks for fewer replicas, with a pod without a metric among them or not', () => {
  const at = (spec: HpaSpec, usages: readonly (number | undefined)[]): number =>
    new HpaController(spec).sync(0, cpuInputs(usages)).replicas;
  const arbitrary = fc.array(fc.record({ low: fc.integer({ min: 0, max: 3000 }), more: fc.integer({ min: 0, max: 1000 }) }), {
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(arbitrary, fc.integer({ min: 1, max: 150 }), behavior, fc.boolean(), (loads, target, rule, oneUnknown) => {
      const spec = { maxReplicas: 1000, metrics: cpu(target), behavior: rule };
      const unknown = oneUnknown ? [undefined] : [];
      const low = at(spec, [...loads.map((load) => load.low), ...unknown]);
      const high = at(spec, [...loads.map((load) => load.low + load.more), ...unknown]);
      expect(high).toBeGreaterThanOrEqual(low);
    }),
  );
});

test('the same inputs at the same times give the same answers', () => {
  fc.assert(
    fc.property(fc.array(fc.array(usage, { maxLength: 8 }), { maxLength: 20 }), behavior, (steps, rule) => {
      const run = (): unknown[] => {
        const controller = new HpaController({ maxReplicas: 30, metrics: cpu(50), behavior: rule });
        return steps.map((usages, index) => controller.sync(index * 15_000, cpuInputs(usages)));
      };
      expect(run()).toEqual(run());
    }),
  );
});
