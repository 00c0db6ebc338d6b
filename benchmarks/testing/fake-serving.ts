import { FAKE_MODEL } from './fake-predict';
import { bodyOf, serveOnLoopback, type FakeServer } from './loopback';

const METRICS = `process_cpu_seconds_total 2\nprocess_resident_memory_bytes 1e8\nlab_model_info{sha256="${FAKE_MODEL.sha256}",variant="fp32"} 1\n`;

/** The loop without a server, on a loopback port: `rps` texts a second. */
export function fakeBare(rps: number): Promise<FakeServer> {
  return serve((path, body) => {
    if (path !== '/v1/loop') return undefined;
    const { seconds } = JSON.parse(body) as { seconds: number };
    const texts = Math.round(rps * seconds);
    return JSON.stringify({ texts, seconds, latenciesMs: Array.from({ length: texts }, () => 1000 / rps) });
  });
}

/** Takes one text after another, so its capacity does not depend on the machine that runs the test. */
const SERVICE_MS = 4;

/** A v2 server that answers every text by the function. */
export function fakeV2(probability: (text: string) => number): Promise<FakeServer> {
  return serve((path, body) => {
    if (path === '/v2/health/ready') return '{}';
    if (path !== '/v2/models/spam/infer') return undefined;
    const { inputs } = JSON.parse(body) as { inputs: { data: string[] }[] };
    const probabilities = (inputs[0]?.data ?? []).map(probability);
    const labels = probabilities.map((one) => (one >= 0.5 ? 'spam' : 'ham'));
    return JSON.stringify({
      outputs: [
        { name: 'probability', data: probabilities },
        { name: 'label', data: labels },
      ],
    });
  }, SERVICE_MS);
}

async function serve(answer: (path: string, body: string) => string | undefined, serviceMs = 0): Promise<FakeServer> {
  let freeAtMs = 0;
  const server = await serveOnLoopback((request, response) => {
    const path = request.url ?? '';
    if (path === '/metrics') return void response.end(METRICS);
    void bodyOf(request).then((body) => {
      if (request.method === 'POST') server.seen.requests++;
      const text = answer(path, body);
      const nowMs = performance.now();
      freeAtMs = Math.max(nowMs, freeAtMs) + serviceMs;
      setTimeout(
        () => response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(text),
        freeAtMs - nowMs,
      );
    });
  });
  return server;
}
