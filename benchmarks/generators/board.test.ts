import type { ConfigMapApi } from '../writers/configmap';
import { ConfigMapBoard } from './board';

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly ownerReferences?: unknown };
}

/** An API server that keeps ConfigMaps, and first gives the answers it is told to. */
function board(...first: (number | Error)[]) {
  const stored = new Map<string, ConfigMap>();
  const api: ConfigMapApi = {
    namespace: 'lab',
    request: (method, path, body) => {
      const answer = first.shift();
      if (answer instanceof Error) return Promise.reject(answer);
      if (answer !== undefined) return Promise.resolve({ status: answer, body: {} });
      const name = method === 'POST' ? (body as ConfigMap).metadata.name : path.split('/').at(-1)!;
      const found = stored.get(name);
      if (method === 'GET') return Promise.resolve({ status: found === undefined ? 404 : 200, body: found });
      stored.set(name, body as ConfigMap);
      return Promise.resolve({ status: method === 'POST' ? 201 : 200, body });
    },
  };
  const pauses: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void pauses.push(ms));
  return { stored, pauses, board: new ConfigMapBoard(api, { name: 'bench-load-fastapi', uid: 'u1' }, sleep) };
}

test('the latest message of a place is read back, and its ConfigMap goes with the Job', async () => {
  const { board: one, stored } = board();
  expect(await one.read('conductor')).toBeUndefined();
  await one.write('conductor', { phase: 1 });
  await one.write('conductor', { phase: 2 });
  await one.write('generator-1', { phase: 0 });
  expect(await one.read('conductor')).toEqual({ phase: 2 });
  expect([...stored.keys()]).toEqual(['lab-generators-u1-conductor', 'lab-generators-u1-generator-1']);
  expect([...stored.values()][0]?.metadata.ownerReferences).toEqual([
    { apiVersion: 'batch/v1', kind: 'Job', name: 'bench-load-fastapi', uid: 'u1' },
  ]);
});

test('an API server that is busy, away or overtaken is asked again', async () => {
  const { board: one, pauses } = board(503, new Error('socket hang up'), 429);
  await one.write('conductor', { phase: 1 });
  expect(pauses).toHaveLength(3);
  expect(await one.read('conductor')).toEqual({ phase: 1 });
});

test('an API server that does not answer a look has said nothing yet', async () => {
  expect(await board(new Error('socket hang up')).board.read('conductor')).toBeUndefined();
});

test('a refusal names the ConfigMap and the Role, at once', async () => {
  const { board: one, pauses } = board(403);
  await expect(one.write('conductor', {})).rejects.toThrow(
    /ConfigMap lab\/lab-generators-u1-conductor\n {2}what a generator has to say could not be written: the Kubernetes API answered 403\./,
  );
  expect(pauses).toEqual([]);
});

test('more samples than a ConfigMap holds are refused with what to change', async () => {
  const many = { noise: Array.from({ length: 150_000 }, (_, index) => Math.imul(index + 1, 0x9e3779b1)) };
  await expect(board().board.write('generator-1', many)).rejects.toThrow(/a higher parallelism/);
});
