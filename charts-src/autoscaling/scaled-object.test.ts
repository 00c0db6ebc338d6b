import { objectOf, objectsOf, refusalOf } from '../testing/lab';
import { valueAt } from '../testing/edit';

const BACKLOG = ['wait', 'prioritized', 'active', 'delayed'];

test('a ScaledObject owns the workers, finds Redis by its full name, and leaves out replicas', () => {
  const triggers = BACKLOG.map((state) => `{ type: redis, metadata: { listName: 'bull:predict:${state}' } }`).join(', ');
  const objects = objectsOf(
    `namespace: shop\nservices: { fastapi: { enabled: false }, queue: { redis: { port: 7000 }, worker: { autoscaling: { keda: { triggers: [${triggers}] } } } } }`,
  );
  const scaledObject = objectOf(objects, 'ScaledObject', 'queue-worker');
  expect(valueAt(scaledObject, 'spec.scaleTargetRef')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'queue-worker',
  });
  expect(valueAt(scaledObject, 'spec.triggers[3].metadata')).toEqual({
    address: 'redis.shop.svc.cluster.local:7000',
    listName: 'bull:predict:delayed',
  });
  expect(objectOf(objects, 'Deployment', 'queue-worker')['spec']).not.toHaveProperty('replicas');
  expect(valueAt(objectOf(objects, 'NetworkPolicy', 'redis'), 'spec.ingress[1].from')).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } },
      podSelector: { matchLabels: { app: 'keda-operator' } },
    },
  ]);
});

test('Knative is refused for workers, which get no requests', () => {
  expect(refusalOf('services: { queue: { worker: { autoscaling: { knative: {} } } } }')).toBe(
    'lab.yaml  services.queue.worker\n' +
      '  autoscaling.knative: scales on requests, and a worker gets none: it pulls jobs\n' +
      '  Use keda on the backlog, or hpa.\n' +
      '  code: setting-wrong',
  );
});
