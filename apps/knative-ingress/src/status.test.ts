import { once } from 'node:events';
import { KubernetesApi } from './kubernetes/api';
import type { KIngress } from './kubernetes/objects';
import { isMarkedReady, readyStatus } from './status';
import { StatusWriter } from './status-writer';
import { FakeCluster, ingressFor, splitTo } from './testing/cluster';

const DOMAINS = { public: 'ingress.knative-serving.svc.cluster.local', private: 'internal.knative-serving.svc.cluster.local' };
const INGRESS = ingressFor('web', 'web.lab', [splitTo('web')]);
const NOW = new Date('2026-07-30T10:00:00.123Z');

test('a ready status has the three conditions that Knative asks for, and both addresses', () => {
  expect(readyStatus(INGRESS, DOMAINS, NOW)).toEqual({
    observedGeneration: 1,
    conditions: ['LoadBalancerReady', 'NetworkConfigured', 'Ready'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: '2026-07-30T10:00:00Z',
    })),
    publicLoadBalancer: { ingress: [{ domainInternal: DOMAINS.public }] },
    privateLoadBalancer: { ingress: [{ domainInternal: DOMAINS.private }] },
  });
});

describe('a status is written again', () => {
  const status = readyStatus(INGRESS, DOMAINS, NOW);
  const marked: KIngress = { ...INGRESS, status };

  test('unless it already says all that', () => expect(isMarkedReady(marked, DOMAINS)).toBe(true));
  test.each<[string, KIngress]>([
    ['when the spec changed since', { ...marked, metadata: { ...marked.metadata, generation: 2 } }],
    ['when a condition is missing', { ...marked, status: { ...status, conditions: status.conditions!.slice(1) } }],
    ['when the address is of an earlier ingress', { ...marked, status: { ...status, privateLoadBalancer: { ingress: [] } } }],
  ])('%s', (_, ingress) => expect(isMarkedReady(ingress, DOMAINS)).toBe(false));
});

async function writerOn(cluster: FakeCluster, current: () => KIngress | undefined) {
  const api = new KubernetesApi({ url: await cluster.start(), authority: undefined, token: () => 'token' });
  const troubles: unknown[] = [];
  const { signal } = new AbortController();
  const marked: string[] = [];
  return {
    troubles,
    marked,
    writer: new StatusWriter({
      api,
      domains: DOMAINS,
      now: () => NOW,
      signal,
      current,
      onMarked: (key) => marked.push(key),
      onTrouble: (error) => troubles.push(error),
      pauseMs: 1,
    }),
  };
}

test('a refused status is tried again, unless its KIngress is gone', async () => {
  const cluster = new FakeCluster();
  let current: KIngress | undefined = INGRESS;
  const { writer, troubles } = await writerOn(cluster, () => current);
  cluster.refusals.push(409, 404);
  const first = once(cluster.events, 'patch');
  writer.consider(INGRESS);
  await first;
  await once(cluster.events, 'patch');
  current = undefined;
  await cluster.stop();
  expect(cluster.patches.map(({ path }) => path)).toEqual(
    Array(2).fill('/apis/networking.internal.knative.dev/v1alpha1/namespaces/lab/ingresses/web/status'),
  );
  expect(troubles.map(String)).toEqual(['Error: status of lab/web']);
});

test('while a status is being written, more changes of the same KIngress start no second writer', async () => {
  const cluster = new FakeCluster();
  const { writer, marked } = await writerOn(cluster, () => INGRESS);
  const done = once(cluster.events, 'patch');
  writer.consider(INGRESS);
  writer.consider(INGRESS);
  await done;
  await cluster.stop();
  expect(cluster.patches).toHaveLength(1);
  expect(marked.length).toBeLessThanOrEqual(1);
});
