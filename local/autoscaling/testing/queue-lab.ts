import { join } from 'node:path';
import type { KubernetesObject } from '../../../contract';
import type { LocalCluster } from '../../cluster';
import { NAMESPACE, testApp, web } from '../../testing/manifests';
import { RedisConnection } from '../keda/redis';

/** What tests of queues share: an app whose pods are a Redis, workers and single jobs, and a way to talk to that Redis. */
export const QUEUE_APP = { ...testApp('queue', 'queue.js'), command: ['node', join(__dirname, 'queue.js')] };
export const QUEUE_IMAGE = 'ml-scaling-lab/queue:0123456789ab';
export const REDIS_ADDRESS = `redis.${NAMESPACE}.svc.cluster.local:6379`;

/** @param env variables of its pod */
export const redisWith = (env: readonly object[]): KubernetesObject[] => [
  web({
    name: 'redis',
    container: {
      env: [...env],
      image: QUEUE_IMAGE,
      args: ['server'],
      ports: [{ containerPort: 6379, name: 'redis' }],
      readinessProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 1 },
    },
  }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'redis', namespace: NAMESPACE },
    spec: { selector: { app: 'redis' }, ports: [{ port: 6379, targetPort: 'redis' }] },
  },
];

export const redis = redisWith([]);

export function connection(cluster: LocalCluster, password = ''): RedisConnection {
  const endpoint = cluster.endpoints().find(({ service }) => service === 'redis');
  if (endpoint === undefined) throw new Error('the lab has no Service redis');
  return new RedisConnection({
    host: endpoint.address,
    port: endpoint.hostPort,
    database: 0,
    username: '',
    password,
  });
}
