import { once } from 'node:events';
import { FakeCluster, service } from '../testing/cluster';
import { KubernetesApi } from './api';
import type { Service } from './objects';
import { Watch } from './watch';

const LIST = 'GET /api/v1/services';

interface Followed {
  readonly cluster: FakeCluster;
  readonly watch: Watch<Service>;
  readonly troubles: unknown[];
  /** Resolves once the copy holds exactly these. */
  readonly holds: (...names: string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function followed(...services: string[]): Promise<Followed> {
  const cluster = new FakeCluster();
  for (const name of services) cluster.put('services', service(name));
  const api = new KubernetesApi({ url: await cluster.start(), authority: undefined, token: () => 'token' });
  const troubles: unknown[] = [];
  let notify = (): void => undefined;
  const watch = new Watch<Service>({
    api,
    path: '/api/v1/services',
    onChange: () => notify(),
    onTrouble: (error) => troubles.push(error),
    pauseMs: 1,
  });
  const stopping = new AbortController();
  const watching = once(cluster.events, 'watch services');
  const ended = watch.run(stopping.signal);
  await watching;
  const holds = (...names: string[]): Promise<void> =>
    new Promise((resolve) => {
      notify = () => {
        const there = [...watch.objects.values()].map(({ metadata }) => metadata.name).sort();
        if (there.join() === [...names].sort().join()) resolve();
      };
      notify();
    });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await ended;
    await cluster.stop();
  };
  return { cluster, watch, troubles, holds, stop };
}

test('the copy follows additions and deletions', async () => {
  const { cluster, watch, holds, troubles, stop } = await followed('a');
  expect(watch.isSynced).toBe(true);
  cluster.put('services', service('b'));
  await holds('a', 'b');
  cluster.delete('services', 'a');
  await holds('b');
  await stop();
  expect(troubles).toEqual([]);
});

test('a watch that ended goes on from the last change, a bookmark included, and lists nothing again', async () => {
  const { cluster, holds, stop } = await followed('a');
  cluster.put('services', service('b'));
  await holds('a', 'b');
  cluster.emit('services', { type: 'BOOKMARK', object: { metadata: { resourceVersion: '170' } } });
  const again = once(cluster.events, 'watch services');
  cluster.endWatches('services');
  await again;
  cluster.put('services', service('c'));
  await holds('a', 'b', 'c');
  await stop();
  expect(cluster.requests).toEqual([LIST, `${LIST} 101`, `${LIST} 170`]);
});

test('when the changes since then are gone, everything is listed again', async () => {
  const { cluster, holds, troubles, stop } = await followed('a', 'b');
  cluster.putUnseen('services', service('c'));
  const again = once(cluster.events, 'watch services');
  cluster.emit('services', { type: 'ERROR', object: { code: 410, message: 'too old resource version' } });
  await again;
  await holds('a', 'b', 'c');
  await stop();
  expect(cluster.requests.filter((line) => line === LIST)).toHaveLength(2);
  expect(troubles).toEqual([]);
});

test('any other error of the watch is reported, and everything is listed again', async () => {
  const { cluster, holds, troubles, stop } = await followed('a');
  const again = once(cluster.events, 'watch services');
  cluster.emit('services', { type: 'ERROR', object: { code: 500 } });
  await again;
  await holds('a');
  await stop();
  expect(troubles.map(String)).toEqual(['Error: 500 the watch broke off']);
});
