import { request } from 'undici';

/** The text of a pod's /metrics. Rejects when it does not answer in time, or with an error. */
export async function readMetrics(ip: string, port: number, timeoutMs: number): Promise<string> {
  const host = ip.includes(':') ? `[${ip}]` : ip;
  const { statusCode, body } = await request(`http://${host}:${port}/metrics`, { signal: AbortSignal.timeout(timeoutMs) });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${host}:${port}/metrics answered ${statusCode}`);
  return text;
}

/**
 * Value of a metric in the Prometheus text format, summed over its label sets; undefined when it is not there.
 * Enough for the process metrics that every client library writes.
 */
export function metricValue(text: string, name: string): number | undefined {
  const line = new RegExp(`^${name}(?:\\{[^\\n]*\\})?[ \\t]+(\\S+)`, 'gm');
  const values = [...text.matchAll(line)].map((match) => Number(match[1])).filter(Number.isFinite);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
