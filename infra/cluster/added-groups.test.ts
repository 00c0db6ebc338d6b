import { addonsFor } from './added-groups';

const object = (apiVersion: string, kind: string, annotations: Readonly<Record<string, string>> = {}) => ({
  apiVersion,
  kind,
  metadata: { name: 'fastapi', annotations },
});

test('a cluster gets what its objects use, and nothing else', () => {
  expect(addonsFor([object('serving.knative.dev/v1', 'Service')])).toEqual(['knative']);
  expect(addonsFor([object('v1', 'Service'), object('keda.sh/v1alpha1', 'ScaledObject')])).toEqual(['keda']);
  expect(addonsFor([object('serving.kserve.io/v1beta1', 'InferenceService')])).toEqual(['kserve']);
  expect(addonsFor([object('v1', 'Service'), object('apps/v1', 'Deployment')])).toEqual([]);
});

test('what KServe makes of an InferenceService counts', () => {
  const annotations = { 'serving.kserve.io/deploymentMode': 'Knative' };
  expect(addonsFor([object('serving.kserve.io/v1beta1', 'InferenceService', annotations)])).toEqual(['knative', 'kserve']);
});
