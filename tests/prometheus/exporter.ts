import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the exporter pretends to have done, in closed form, so that a test knows the truth. */
export const TRUTH = {
  /** Requests per second before and after `stepAtSeconds`. */
  lowRps: 15,
  highRps: 40,
  stepAtSeconds: 13,
  /** Requests take 2 to 6 ms, evenly. */
  fastestMs: 2,
  slowestMs: 6,
  cpuMsPerRequest: 3,
  /** The process restarts once, and its counters begin again. */
  restartAtSeconds: 9,
} as const;

const BOUNDS_SECONDS = [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.01, 0.05];

/** A service with the metrics of the lab's fastapi service, as they would be after some seconds of a known load. */
export class Exporter {
  private readonly server: Server;
  private readonly startedMs = performance.now();

  public constructor() {
    this.server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.text());
    });
  }

  /** @returns host and port */
  public async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private text(): string {
    const seconds = (performance.now() - this.startedMs) / 1000;
    const since = seconds < TRUTH.restartAtSeconds ? 0 : TRUTH.restartAtSeconds;
    const requests = requestsUntil(seconds) - requestsUntil(since);
    const { fastestMs, slowestMs, cpuMsPerRequest } = TRUTH;
    const below = (bound: number): number => Math.min(1, Math.max(0, (1000 * bound - fastestMs) / (slowestMs - fastestMs)));
    const histogram = (name: string, labels: string): string[] => [
      `# TYPE ${name} histogram`,
      ...BOUNDS_SECONDS.map((bound) => `${name}_bucket{${labels}le="${bound}"} ${requests * below(bound)}`),
      `${name}_bucket{${labels}le="+Inf"} ${requests}`,
      `${name}_sum{${labels}} ${(requests * (fastestMs + slowestMs)) / 2000}`,
      `${name}_count{${labels}} ${requests}`,
    ];
    return [
      ...histogram('lab_request_seconds', 'route="/v1/predict",status="200",'),
      ...histogram('lab_inference_seconds', ''),
      '# TYPE process_cpu_seconds_total counter',
      `process_cpu_seconds_total ${(requests * cpuMsPerRequest) / 1000}`,
      '',
    ].join('\n');
  }
}

function requestsUntil(seconds: number): number {
  const { lowRps, highRps, stepAtSeconds } = TRUTH;
  return lowRps * Math.min(seconds, stepAtSeconds) + highRps * Math.max(0, seconds - stepAtSeconds);
}
