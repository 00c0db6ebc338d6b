import fc from 'fast-check';
import { diffManifests, type Parting } from '..';
import { readManifests, type CountedPods, countedPods } from '../../manifests';
import { axesOf } from './axis';
import { settledPods, type Side } from './settled-pods';

interface Shape {
  readonly min?: number;
  readonly max?: number;
  readonly target?: number;
  readonly request?: string;
}

function web({ min = 2, max = 6, target = 80, request = '250m' }: Shape): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: "e/web:1", resources: {requests: {cpu: ${request}, memory: 64Mi}}}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: ${min}
  maxReplicas: ${max}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: ${target}}}}]
`;
}

function queue(max: number, target: number): string {
  return `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: worker}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker}
  minReplicas: 1
  maxReplicas: ${max}
  metrics: [{type: External, external: {metric: {name: jobs}, target: {type: AverageValue, averageValue: ${target}}}}]
`;
}

function parting(base: string, head: string): Parting | null | undefined {
  const side = (name: string, text: string) => ({ name, manifests: readManifests([{ file: 'a.yaml', text }]) });
  return diffManifests(side('base', base), side('head', head)).consequences.rows[0]?.parting;
}

function sideOf(text: string): Side {
  const [pods] = countedPods(readManifests([{ file: 'a.yaml', text }])) as [CountedPods];
  const [axis] = axesOf(pods);
  if (axis === undefined) throw new Error('nothing follows from load');
  return { pods, axis, kubernetesVersion: '1.34' };
}

test('a request that was a few millicores: at its maximum from next to nothing on, now by what is used', () => {
  expect(parting(web({ request: '10m' }), web({}))).toMatchObject({
    by: 'cpu',
    fromMilli: 17,
    toMilli: expect.any(Number) as number,
  });
  expect(settledPods(sideOf(web({ request: '10m' })), 100)).toBe(6);
  expect([400, 405, 700, 5000].map((load) => settledPods(sideOf(web({})), load))).toEqual([2, 3, 4, 6]);
});

test('a higher maximum: the same up to where the old one is full, and never again after that', () => {
  const found = parting(web({ max: 6 }), web({ max: 20 }));
  expect(found).toMatchObject({ by: 'cpu', toMilli: null });
  // The seventh pod: one percent of the requests above 6 x 200m, because utilization is whole percents.
  expect(found!.fromMilli).toBe(1_215);
  for (const { base, head } of found!.examples) expect(head).toBeGreaterThan(base);
});

test('a lower minimum: other counts below what the old minimum was for', () => {
  const found = parting(web({ min: 4 }), web({ min: 2 }));
  expect(found).toMatchObject({ fromMilli: 0, toMilli: 608 });
});

test('an external metric is divided by its target', () => {
  expect([10, 11, 25, 1000].map((jobs) => settledPods(sideOf(queue(8, 10)), jobs * 1000))).toEqual([1, 2, 3, 8]);
  expect(parting(queue(8, 10), queue(8, 5))).toMatchObject({ by: 'metric', metric: 'jobs', fromMilli: 5_001 });
});

test('more load never settles at fewer pods, and the bounds hold', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 10, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 2, maxLength: 6 }),
      (min, more, target, loads) => {
        const side = sideOf(web({ min, max: min + more, target }));
        const counts = loads.sort((one, other) => one - other).map((load) => settledPods(side, load));
        expect(counts).toEqual([...counts].sort((one, other) => one - other));
        for (const count of counts) expect(count >= min && count <= min + more).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test('sides that differ in nothing that follows from load do not part', () => {
  expect(parting(web({}), web({}).replace('memory: 64Mi', 'memory: 128Mi'))).toBeNull();
});
