import { gunzipSync } from 'node:zlib';
import { resultConfigMapName } from '../../contract/result-config-map';
import { resultSchema, type BenchmarkResult } from '../../contract/result';
import { fakePredict } from '../testing/fake-predict';
import { jobInput, runOnLoopback } from '../testing/job';
import { configMapWriter, type ConfigMapApi } from './configmap';

let result: BenchmarkResult;
beforeAll(async () => {
  const server = await fakePredict();
  result = await runOnLoopback(jobInput('accuracy/fastapi', { kind: 'accuracy', target: 'fastapi' }, { fastapi: server }));
  await server.stop();
});

const NAME = 'lab-result-accuracy-fastapi-c0ffee';
const PATH = `/api/v1/namespaces/lab/configmaps/${NAME}`;
interface Stored {
  metadata: { name: string; labels?: object; resourceVersion?: string };
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

/** An API server that keeps ConfigMaps, and first gives the answers it is told to. */
function fakeApi(present: readonly Stored[] = [], first: readonly (number | Error)[] = []) {
  const stored = new Map(present.map((one) => [one.metadata.name, one]));
  const scripted = [...first];
  const pauses: number[] = [];
  const api: ConfigMapApi = {
    namespace: 'lab',
    request: (method, path, body) => {
      const answer = scripted.shift();
      if (answer instanceof Error) return Promise.reject(answer);
      if (answer !== undefined) return Promise.resolve({ status: answer, body: {} });
      const name = method === 'POST' ? (body as Stored).metadata.name : path.split('/').at(-1)!;
      const found = stored.get(name);
      if (method === 'GET') return Promise.resolve({ status: found === undefined ? 404 : 200, body: found ?? {} });
      stored.set(name, body as Stored);
      return Promise.resolve({ status: method === 'POST' ? 201 : 200, body });
    },
  };
  const sleep = (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  };
  return { stored, pauses, writer: configMapWriter(api, sleep) };
}

test('a result becomes a ConfigMap that is named after the benchmark and what it measured', async () => {
  const { stored, writer } = fakeApi();
  await writer.write(result);
  expect([...stored.keys()]).toEqual([NAME]);
  expect(resultSchema.parse(JSON.parse(stored.get(NAME)!.data!['result.json']!))).toEqual(result);
});

test('an existing ConfigMap is filled, and keeps what others wrote', async () => {
  const metadata = { name: NAME, labels: { owner: 'pulumi' }, resourceVersion: '7' };
  const { stored, writer } = fakeApi([{ metadata, binaryData: { 'result.json.gz': 'b2xk' } }]);
  await writer.write(result);
  expect(stored.get(NAME)!.metadata).toEqual(metadata);
  expect(stored.get(NAME)!.binaryData).toBeUndefined();
  expect(JSON.parse(stored.get(NAME)!.data!['result.json']!)).toEqual(result);
});

test('a long result is compressed, so that it fits', async () => {
  const long = { ...result, howMade: ['a sentence of the method. '.repeat(20_000)] };
  const { stored, writer } = fakeApi();
  await writer.write(long);
  const { data, binaryData } = stored.get(NAME)!;
  expect(data).toBeUndefined();
  const packed = Buffer.from(binaryData!['result.json.gz']!, 'base64');
  expect(packed.length).toBeLessThan(100_000);
  expect(JSON.parse(gunzipSync(packed).toString('utf8'))).toEqual(long);
});

test('an API server that is away for a moment, or a write between read and write, does not lose the result', async () => {
  const { stored, pauses, writer } = fakeApi([], [new Error('connect ECONNREFUSED'), 503, 404, 409]);
  await writer.write(result);
  expect(stored.has(NAME)).toBe(true);
  expect(pauses).toHaveLength(3);
});

test('a refusal is reported at once, with the right that the Job lacks', async () => {
  const { pauses, writer } = fakeApi([], [403]);
  await expect(writer.write(result)).rejects.toThrow(
    `ConfigMap lab/${NAME}\n  the result could not be written: the Kubernetes API answered 403`,
  );
  expect(pauses).toEqual([]);
});

test('an API server that stays away is given up after a minute', async () => {
  const { pauses, writer } = fakeApi(
    [],
    Array.from({ length: 50 }, () => new Error('connect ECONNREFUSED')),
  );
  await expect(writer.write(result)).rejects.toThrow('connect ECONNREFUSED');
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(55_000);
});

test('names stay within what Kubernetes takes, and different benchmarks stay apart', () => {
  const long = `autoscaling/${'a'.repeat(60)}`;
  const names = [resultConfigMapName(`${long}b`, 'c0ffee'), resultConfigMapName(`${long}c`, 'c0ffee')];
  for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  expect(new Set(names).size).toBe(2);
  expect(PATH.endsWith(resultConfigMapName('accuracy/fastapi', 'c0ffee'))).toBe(true);
});
