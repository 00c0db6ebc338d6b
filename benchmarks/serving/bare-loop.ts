import { post } from '../http';
import { isObject, jsonBody } from '../load/predict';
import { jsonPost } from '../load/request';
import { percentile, sortedCopy } from '../../contract/statistics';

/** One turn of the loop without a server. */
export interface BareTurn {
  readonly texts: number;
  readonly seconds: number;
  readonly p95Ms: number;
}

/** The answer takes as long as the loop and one more text. */
const PATIENCE_MS = 30_000;

/** Runs the loop in its pod, one text a call; undefined when it gave no answer. */
export async function bareTurn(baseUrl: string, texts: readonly string[], seconds: number): Promise<BareTurn | undefined> {
  const body = jsonBody({ texts, seconds, batchSize: 1 });
  const { answer } = await post(
    jsonPost({ url: `${baseUrl}/v1/loop`, status: 200, body: () => body, isRight: (value) => parse(value) !== undefined }),
    0,
    seconds * 1000 + PATIENCE_MS,
  );
  return parse(answer);
}

function parse(value: unknown): BareTurn | undefined {
  if (!isObject(value) || !Array.isArray(value['latenciesMs'])) return undefined;
  const { texts, seconds } = value;
  const latencies = value['latenciesMs'].filter((one): one is number => typeof one === 'number');
  const p95Ms = percentile(sortedCopy(latencies), 0.95);
  return typeof texts === 'number' && typeof seconds === 'number' && seconds > 0 && p95Ms !== undefined
    ? { texts, seconds, p95Ms }
    : undefined;
}
