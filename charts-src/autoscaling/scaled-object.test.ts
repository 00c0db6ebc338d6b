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
    username: 'scaler',
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

function triggersOf(metadata: string): unknown {
  const keda = `{ triggers: [{ type: redis, metadata: ${metadata} }, { type: cron, metadata: { timezone: UTC, start: 0 6 * * *, end: 0 8 * * *, desiredReplicas: '2' } }] }`;
  const objects = objectsOf(`services: { queue: { worker: { autoscaling: { keda: ${keda} } } } }`);
  return {
    triggers: valueAt(objectOf(objects, 'ScaledObject', 'queue-worker'), 'spec.triggers'),
    authentications: objects.filter(({ kind }) => kind === 'TriggerAuthentication'),
  };
}

test.each(['{ listName: a }', '{ listName: a, address: "redis.ml-scaling-lab.svc.cluster.local:6379" }'])(
  'KEDA signs in to the Redis of the lab, and to nothing else: %s',
  (metadata) => {
    const { triggers, authentications } = triggersOf(metadata) as { triggers: object[]; authentications: object[] };
    expect(triggers).toMatchObject([{ authenticationRef: { name: 'queue-worker-redis' }, metadata: { username: 'scaler' } }, {}]);
    expect(triggers[1]).not.toHaveProperty('authenticationRef');
    expect(authentications).toMatchObject([
      {
        metadata: { name: 'queue-worker-redis' },
        spec: { secretTargetRef: [{ parameter: 'password', name: 'redis-accounts', key: 'scaler-password' }] },
      },
    ]);
  },
);

test.each([
  '{ listName: a, address: "redis.elsewhere.svc:6379" }',
  '{ listName: a, address: "redis.ml-scaling-lab.svc.cluster.local:6379", passwordFromEnv: REDIS_PASSWORD, username: queue }',
])('a trigger that asks another server, or says who it is, is left as it is: %s', (metadata) => {
  const { triggers, authentications } = triggersOf(metadata) as { triggers: object[]; authentications: object[] };
  expect(triggers[0]).not.toHaveProperty('authenticationRef');
  expect(authentications).toEqual([]);
});

test('Knative is refused for workers, which get no requests', () => {
  expect(refusalOf('services: { queue: { worker: { autoscaling: { knative: {} } } } }')).toBe(
    'lab.yaml  services.queue.worker\n' +
      '  autoscaling.knative: scales on requests, and a worker gets none: it pulls jobs\n' +
      '  Use keda on the backlog, or hpa.\n' +
      '  code: setting-wrong',
  );
});
