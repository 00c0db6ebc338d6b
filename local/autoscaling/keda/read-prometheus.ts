import { get } from 'node:http';
import { prometheusReading, type PrometheusAnswer, type Reading, type Source } from '../../../scaling/keda';

/** Upstream: KEDA_HTTP_DEFAULT_TIMEOUT. */
const TIMEOUT_MS = 3000;

/** Follows KEDA 8b4f083, pkg/scalers/prometheus_scaler.go, ExecutePromQuery. @param serverAddress on this machine */
export async function readPrometheus(
  source: Source & { kind: 'prometheus' },
  serverAddress: string,
  nowMs: number,
): Promise<Reading> {
  const query = new URLSearchParams({ query: source.query, time: new Date(nowMs).toISOString() });
  if (source.namespace !== '') query.set('namespace', source.namespace);
  const { status, text } = await fetchText(`${serverAddress}/api/v1/query?${query.toString()}`);
  if (status < 200 || status > 299) return { error: `prometheus query api returned error. status: ${status}` };
  return prometheusReading(source, JSON.parse(text) as PrometheusAnswer);
}

function fetchText(url: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: TIMEOUT_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('i/o timeout')));
    request.on('error', reject);
  });
}
