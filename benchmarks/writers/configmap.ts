import { gzipSync } from 'node:zlib';
import { MAX_PLAIN_RESULT_BYTES, COMPRESSED_RESULT_KEY, RESULT_KEY, resultConfigMapName } from '../../contract/result-config-map';
import type { BenchmarkResult } from '../../contract/result';
import { UserError } from '../../contract/user-error';
import type { Sleep } from '../clock';
import { serialize, type ResultWriter } from './file';

/** The API of the cluster that the benchmark runs in. */
export interface ConfigMapApi {
  readonly namespace: string;
  request(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<{ status: number; body: unknown }>;
}

interface ConfigMap {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

const OK = 200;
const CREATED = 201;
const NOT_FOUND = 404;
const CONFLICT = 409;
/** Answers of an API server that is busy or restarting. */
const isTransient = (status: number): boolean => status === CONFLICT || status === 429 || status >= 500;
/** A restarting API server takes less than this many pauses; each try reads again, because another writer may have come first. */
const TRIES = 12;
const PAUSE_MS = 5000;

/** Writes the ConfigMap of the result. It may exist already, made by whoever started the Job. */
export function configMapWriter(api: ConfigMapApi, sleep: Sleep): ResultWriter {
  return {
    write: async (result) => {
      const wanted = configMapOf(result);
      for (let tries = 1; ; tries++) {
        const answer = await tryToPut(api, wanted);
        if (answer === OK || answer === CREATED) return;
        const isLast = tries === TRIES || (typeof answer === 'number' && !isTransient(answer));
        if (isLast) throw refused(api, wanted.metadata.name, answer);
        await sleep(PAUSE_MS);
      }
    },
  };
}

/** The status of the answer, or why there was none. */
async function tryToPut(api: ConfigMapApi, wanted: ConfigMap): Promise<number | string> {
  try {
    return await put(api, wanted);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function put(api: ConfigMapApi, wanted: ConfigMap): Promise<number> {
  const folder = `/api/v1/namespaces/${api.namespace}/configmaps`;
  const path = `${folder}/${wanted.metadata.name}`;
  const present = await api.request('GET', path);
  if (present.status === NOT_FOUND) return (await api.request('POST', folder, wanted)).status;
  if (present.status !== OK) return present.status;
  // Keep what others wrote: labels, annotations, owners.
  const { data, binaryData } = wanted;
  return (await api.request('PUT', path, { ...(present.body as ConfigMap), data, binaryData })).status;
}

export function configMapOf(result: BenchmarkResult): ConfigMap {
  const text = serialize(result);
  const content =
    Buffer.byteLength(text) <= MAX_PLAIN_RESULT_BYTES
      ? { data: { [RESULT_KEY]: text } }
      : { binaryData: { [COMPRESSED_RESULT_KEY]: gzipSync(text).toString('base64') } };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: resultConfigMapName(result.name, result.subject.configHash),
      labels: { 'app.kubernetes.io/part-of': 'ml-scaling-lab', 'app.kubernetes.io/component': 'benchmark' },
    },
    ...content,
  };
}

function refused({ namespace }: ConfigMapApi, name: string, answer: number | string): UserError {
  return new UserError({
    where: `ConfigMap ${namespace}/${name}`,
    problem: `the result could not be written: the Kubernetes API answered ${answer}.`,
    fix: 'The Job needs a Role that lets its account get, create and update ConfigMaps: the Role "benchmark" of the manifests.',
    code: 'result-not-written',
  });
}
