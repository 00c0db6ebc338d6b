import { gunzipSync } from 'node:zlib';
import { COMPRESSED_RESULT_KEY, RESULT_KEY, resultSchema, type BenchmarkResult } from '../../contract';

/** What a benchmark left: its result, or why there is none. */
export type Outcome =
  { readonly name: string; readonly result: BenchmarkResult } | { readonly name: string; readonly failure: string };

type Keys = Readonly<Record<string, string>> | undefined;

interface JobStatus {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
}

/** Reads the ConfigMap of a result; without one, how the Job ended is the reason. */
export function outcomeOf(
  name: string,
  { data, binaryData, jobStatus }: { readonly data: Keys; readonly binaryData: Keys; readonly jobStatus: unknown },
): Outcome {
  const packed = binaryData?.[COMPRESSED_RESULT_KEY];
  const text = packed === undefined ? data?.[RESULT_KEY] : gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
  if (text === undefined) return { name, failure: failureOf(jobStatus) };
  const parsed = resultSchema.safeParse(JSON.parse(text));
  return parsed.success
    ? { name, result: parsed.data }
    : { name, failure: `its result is not of this version of the lab: ${parsed.error.issues[0]?.message ?? 'unknown reason'}` };
}

function failureOf(jobStatus: unknown): string {
  const { conditions = [] } = (jobStatus ?? {}) as JobStatus;
  const failed = conditions.find(({ type, status }) => type === 'Failed' && status === 'True');
  if (failed === undefined) return 'the Job ended and left no result.';
  return `the Job failed (${failed.reason ?? 'no reason given'}): ${failed.message ?? 'its pod log says more.'}`;
}
