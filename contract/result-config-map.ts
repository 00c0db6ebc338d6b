import { createHash } from 'node:crypto';

/**
 * Where a benchmark leaves its result in a cluster: `lab-result-load-fastapi-1f2e3d4c5b6a`. Two runs that measure the same
 * share it; a name that would be too long for Kubernetes is cut and kept apart by a hash.
 */
export function resultConfigMapName(benchmark: string, configHash: string): string {
  const name = `lab-result-${benchmark.replaceAll('/', '-')}-${configHash}`;
  if (name.length <= MAX_NAME_LENGTH) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, MAX_NAME_LENGTH - digest.length - 1)}-${digest}`;
}

/** A ConfigMap may have longer names, but not the labels that tools make of them. */
const MAX_NAME_LENGTH = 63;

/** Key under `data`: the result as text. */
export const RESULT_KEY = 'result.json';
/** Key under `binaryData`, for results that are too long as text: the same, compressed by gzip. */
export const COMPRESSED_RESULT_KEY = 'result.json.gz';
/** Longer texts are compressed: a ConfigMap holds 1 MiB with its keys, and what reads it keeps a copy. */
export const MAX_PLAIN_RESULT_BYTES = 256 * 1024;
