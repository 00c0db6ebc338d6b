import { createHash } from 'node:crypto';
import type { Benchmark, Slo } from '../../contract/job';
import { jobInputSchema } from '../../contract/job';
import { plannedSeconds } from '../../contract/planned-steps';
import type { SentRequest } from '../../contract/request';
import type { BenchmarkResult, Environment } from '../../contract/result';
import { scenarioSchema, scenarioSeconds, type Scenario } from '../../contract/scenario';
import { clockFrom, sleep } from '../clock';
import { summarize } from '../kinds/latency';
import { closedLoop } from '../load/closed-loop';
import { describedRequest, linesOf } from '../load/described';
import type { RequestKind } from '../load/request';
import { runBenchmark } from '../run';
import { UserError } from '../../contract/user-error';
import { firstAnswerMs } from './first-answer';

export interface UrlPlan {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly request: SentRequest;
  readonly slo: Slo;
  readonly timeoutMs: number;
  /** @default - a load that leaves the service almost idle */
  readonly scenario?: Scenario;
  /** What it runs on. @default - somewhere, not made by the lab */
  readonly engine?: Environment['engine'];
  /**
   * How long it may take until it can be reached: a pod without a readiness probe counts as ready before it listens.
   * @default 0, it runs already
   */
  readonly startLimitMs?: number;
  readonly print: (line: string) => void;
}

const LOOK_AGAIN_MS = 100;

/** Clients of the closed loops that look for the most that is answered: more, while more clients get more answers. */
const CLIENTS = [8, 32, 128] as const;
const CLIENTS_SECONDS = 2;
/** More clients that get less than this much more only wait. */
const GAIN = 1.15;
/** Of the time of one worker: at this load requests meet each other rarely, so a latency is the time of one request. */
const QUIET_SHARE = 0.2;
const QUIET_SECONDS = 10;
const QUIET_RPS = { least: 0.5, most: 20 } as const;

/** Measures a service that runs already, by its address alone: latency at a load, and the highest load within the SLO. */
export async function measureUrl({
  origin,
  request,
  slo,
  timeoutMs,
  scenario,
  engine = 'existing',
  startLimitMs = 0,
  print,
}: UrlPlan): Promise<BenchmarkResult> {
  const now = clockFrom(performance.now(), () => performance.now());
  const kind = describedRequest(
    origin,
    request,
    linesOf(request, () => []),
  );
  const tookMs = await answerOfStarted(() => firstAnswerMs(kind, timeoutMs, now), startLimitMs, now);
  const offered = scenario ?? quietScenario(tookMs, timeoutMs);
  const concurrency = offered.concurrency ?? (await mostUsefulClients(kind, timeoutMs, now));
  const benchmark = benchmarkOf(concurrency);
  const seconds = plannedSeconds(benchmark, scenarioSeconds(offered));
  print(`measuring for at most ${Math.ceil(seconds + timeoutMs / 1000)} s: ${origin}`);
  return runBenchmark(inputOf({ origin, request, slo, scenario: offered, benchmark }), {
    engine,
    monotonicMs: () => performance.now(),
    wallClock: () => new Date(),
    sleep,
    pods: undefined,
    emails: () => [],
    // It has answered a moment ago.
    readyLimitMs: 0,
    print,
  });
}

/** @throws what the last try threw */
async function answerOfStarted(ask: () => Promise<number>, startLimitMs: number, now: () => number): Promise<number> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isStarting = error instanceof UserError && error.parts.code === 'service-unreachable' && now() < startLimitMs;
      if (!isStarting) throw error;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

const SERVICE = 'url';

function benchmarkOf(saturationConcurrency: number): Benchmark {
  return jobInputSchema.shape.benchmark.parse({
    kind: 'load',
    target: SERVICE,
    scenario: 'given',
    saturationConcurrency,
    saturationSeconds: 5,
  });
}

function inputOf({
  origin,
  request,
  slo,
  scenario,
  benchmark,
}: Pick<UrlPlan, 'origin' | 'request' | 'slo'> & { readonly scenario: Scenario; readonly benchmark: Benchmark }) {
  return jobInputSchema.parse({
    name: 'load/url',
    title: `Load on ${origin}`,
    benchmark,
    targets: {
      [SERVICE]: {
        service: SERVICE,
        url: origin,
        podSelector: '',
        metricsPort: null,
        readyPath: null,
        request,
        image: null,
        // Nothing is known of its pods, and nothing is computed from these.
        cpuRequestMillis: 1000,
        cpuLimitMillis: 1000,
        memoryRequestBytes: 2 ** 30,
      },
    },
    scenario,
    slo,
    prices: {},
    configHash: createHash('sha256').update(JSON.stringify({ origin, request, scenario })).digest('hex').slice(0, 12),
  });
}

function quietScenario(tookMs: number, timeoutMs: number): Scenario {
  const rps = Math.min(QUIET_RPS.most, Math.max(QUIET_RPS.least, (1000 * QUIET_SHARE) / Math.max(1, tookMs)));
  return scenarioSchema.parse({ phases: [{ seconds: QUIET_SECONDS, rps: Math.round(10 * rps) / 10 }], timeoutMs });
}

async function mostUsefulClients(kind: RequestKind, timeoutMs: number, now: () => number): Promise<number> {
  let best = { clients: CLIENTS[0] as number, rps: 0 };
  for (const clients of CLIENTS) {
    const samples = await closedLoop({ concurrency: clients, seconds: CLIENTS_SECONDS, timeoutMs }, kind, now);
    const rps = summarize(samples).throughputRps;
    if (rps <= best.rps * GAIN) break;
    best = { clients, rps };
  }
  return best.clients;
}
