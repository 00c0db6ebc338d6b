import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { editText, type ObjectKey } from './edit';
import type { Edit } from './space';

const HPA: ObjectKey = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'api', namespace: undefined };

const TEXT = `# kept
apiVersion: v1
kind: Service
metadata: {name: api}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: api   # the api
spec:
  minReplicas: 2     # two zones
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 70}
`;

function edited(edits: readonly Edit[], text = TEXT, key = HPA): string {
  const result = editText(text, key, edits);
  if (result === undefined) throw new Error('not edited');
  return result.text;
}

test('a number is changed where it stands, comments and spaces stay', () => {
  const text = edited([
    { path: ['spec', 'minReplicas'], value: 3 },
    { path: ['spec', 'metrics', 0, 'resource', 'target', 'averageUtilization'], value: 50 },
  ]);
  expect(text).toBe(
    TEXT.replace('minReplicas: 2 ', 'minReplicas: 3 ').replace('averageUtilization: 70', 'averageUtilization: 50'),
  );
});

test('a missing field is added after its neighbours, indented as they are', () => {
  const text = edited([{ path: ['spec', 'behavior', 'scaleDown', 'stabilizationWindowSeconds'], value: 60 }]);
  expect(text).toBe(`${TEXT.trimEnd()}\n  behavior:\n    scaleDown:\n      stabilizationWindowSeconds: 60\n`);
});

test('an existing object is replaced as a whole', () => {
  const scaleUp = { selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }] };
  const text = edited(
    [{ path: ['spec', 'behavior', 'scaleUp'], value: scaleUp }],
    `${TEXT}  behavior:\n    scaleUp:\n      selectPolicy: Min\n      policies:\n        - {type: Percent, value: 10, periodSeconds: 60}\n    scaleDown:\n      selectPolicy: Disabled # never\n`,
  );
  expect(text).toContain('    scaleUp:\n      selectPolicy: Max\n      policies:\n        - type: Pods\n');
  expect(text).toContain('    scaleDown:\n      selectPolicy: Disabled # never\n');
});

test('an annotation keeps its quotes and stays text', () => {
  const key: ObjectKey = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'api', namespace: 'shop' };
  const text = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/target: '10'
    spec: {}
`;
  const result = edited(
    [
      { path: ['spec', 'template', 'metadata', 'annotations', 'autoscaling.knative.dev/target'], value: '7' },
      { path: ['spec', 'template', 'metadata', 'annotations', 'autoscaling.knative.dev/min-scale'], value: '2' },
    ],
    text,
    key,
  );
  expect(result).toContain(`autoscaling.knative.dev/target: '7'\n        autoscaling.knative.dev/min-scale: "2"\n    spec: {}`);
});

test('JSON stays JSON, and an item of a list is found', () => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'api' }, spec: { maxReplicas: 4 } },
    ],
  };
  const text = edited(
    [
      { path: ['spec', 'minReplicas'], value: 2 },
      { path: ['spec', 'maxReplicas'], value: 9 },
    ],
    JSON.stringify(list, null, 2),
  );
  expect(JSON.parse(text)).toEqual({ ...list, items: [{ ...list.items[0], spec: { maxReplicas: 9, minReplicas: 2 } }] });
});

test('neither an alias nor its anchor is ever changed', () => {
  const text = TEXT.replace('maxReplicas: 10', 'maxReplicas: &most 10\n  other: *most');
  expect(editText(text, HPA, [{ path: ['spec', 'other'], value: 3 }])).toBeUndefined();
  expect(editText(text, HPA, [{ path: ['spec', 'maxReplicas'], value: 3 }])).toBeUndefined();
});

test('another object of the same name in another namespace is left alone', () => {
  expect(editText(TEXT, { ...HPA, namespace: 'other' }, [{ path: ['spec', 'minReplicas'], value: 3 }])).toBeUndefined();
});

test('whatever is set reads as it was set, and everything else as before', () => {
  const values = fc.record({
    minReplicas: fc.integer({ min: 0, max: 500 }),
    maxReplicas: fc.integer({ min: 1, max: 500 }),
    window: fc.integer({ min: 0, max: 3600 }),
    annotation: fc.string({ maxLength: 12 }),
  });
  fc.assert(
    fc.property(values, ({ minReplicas, maxReplicas, window, annotation }) => {
      const result = editText(TEXT, HPA, [
        { path: ['spec', 'minReplicas'], value: minReplicas },
        { path: ['spec', 'behavior', 'scaleDown', 'stabilizationWindowSeconds'], value: window },
        { path: ['spec', 'maxReplicas'], value: maxReplicas },
        { path: ['metadata', 'annotations', 'why'], value: annotation },
      ]);
      const documents = parseAllDocuments(result!.text).map((document) => document.toJS() as unknown);
      expect(documents[0]).toEqual({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' } });
      expect(documents[1]).toEqual(result!.object);
      expect(result!.object).toMatchObject({
        metadata: { name: 'api', annotations: { why: annotation } },
        spec: { minReplicas, maxReplicas, behavior: { scaleDown: { stabilizationWindowSeconds: window } } },
      });
    }),
    { numRuns: 40 },
  );
});
