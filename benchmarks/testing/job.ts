import { jobInputSchema, type JobInput } from '../../contract/job';
import { PREDICT_REQUEST, V2_REQUEST } from '../../contract/request';
import type { BenchmarkResult } from '../../contract/result';
import { sleep } from '../clock';
import type { Email } from '../mail/email';
import type { Pod } from '../observe/pods';
import { runBenchmark, type BenchmarkHost } from '../run';
import { serialize } from '../writers/file';

const isV2 = (service: string): boolean => ['triton', 'kserve'].includes(service);

/** A benchmark's input against servers on loopback ports. */
export function jobInput(
  name: string,
  benchmark: object,
  urls: Record<string, { url: string; port: number }>,
  scenario?: object,
): JobInput {
  const targets = Object.entries(urls).map(([service, { url, port }]) => [
    service,
    {
      service,
      url,
      podSelector: `app.kubernetes.io/name=${service}`,
      metricsPort: port,
      readyPath: isV2(service) ? '/v2/health/ready' : '/readyz',
      ...(['queue', 'bare'].includes(service) ? {} : { request: isV2(service) ? V2_REQUEST : PREDICT_REQUEST }),
      image: `ml-scaling-lab/${service}:0123456789ab`,
      cpuRequestMillis: 1000,
      cpuLimitMillis: 1000,
      memoryRequestBytes: 2 ** 29,
    },
  ]);
  return jobInputSchema.parse({
    name,
    title: 'a test',
    benchmark,
    targets: Object.fromEntries(targets) as object,
    scenario: scenario ?? null,
    slo: { p95Ms: 250, errorRate: 0.01 },
    prices: {},
    configHash: 'c0ffee',
  });
}

/** E-mails whose label is in their text. */
export function fakeEmails(count: number): Email[] {
  return Array.from({ length: count }, (_, index) => {
    const label = index % 4 === 0 ? 'spam' : 'ham';
    return { id: `id-${index}`, label, text: `${label} ${index}` };
  });
}

export const readyPod: Pod = { uid: 'a', name: 'a', ip: '127.0.0.1', isReady: true, restarts: 0, isCpuLimitEnforced: true };

/** Runs a benchmark and passes the result through the contract, as the program does. */
export async function runOnLoopback(input: JobInput, host: Partial<BenchmarkHost> = {}): Promise<BenchmarkResult> {
  const result = await runBenchmark(input, {
    engine: 'local',
    monotonicMs: () => performance.now(),
    wallClock: () => new Date(),
    sleep,
    pods: { pods: () => Promise.resolve([readyPod]) },
    emails: (count) => fakeEmails(40).slice(0, count ?? undefined),
    print: () => undefined,
    readyLimitMs: 500,
    ...host,
  });
  serialize(result);
  return result;
}
