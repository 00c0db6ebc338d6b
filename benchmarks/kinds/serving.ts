import { STEPS } from '../../contract/planned-steps';
import { scenarioSchema } from '../../contract/scenario';
import { mean, sum } from '../../contract/statistics';
import type { Curve } from '../../contract/result';
import { errorsByKind, errorText, sumErrors, type Samples } from '../load/samples';
import { observe } from '../observe/observer';
import { bareTurn, type BareTurn } from '../serving/bare-loop';
import { Ledger } from '../serving/ledger';
import type { ModelServer } from '../serving/model-server';
import { serverOf } from '../serving/server';
import { startOf, UNKNOWN_START, type Start } from '../serving/start';
import { check, defined } from './check';
import { targetOf, type Context, type Measured } from './context';
import { latenessP99Ms, summarize } from './latency';
import { clientLimitedMark } from '../environment/marks';

/** Distinct texts in the load. */
const TEXTS = 64;
const SHORT_TEXT_WORDS = 3;
/** Below this capacity there is no load to offer. */
const LEAST_RPS = 0.5;

/** Several servers with one model under the same loads, in turns, next to the bare loop that is their limit. */
export async function runServing(context: Context<'serving'>): Promise<Measured> {
  const { benchmark, input, progress, target } = context;
  const texts = needsEmails(context) ? textsOf(context) : [];
  const servers = benchmark.servers.map((name) => serverOf(targetOf(input, name), context));
  const bare: (BareTurn | undefined)[] = [];

  const starts = await progress.run(STEPS.serving.warmup, () => warmUp(context, servers, texts));
  const ledgers = new Map(
    servers.map((server) => [server, new Ledger(server, starts.get(server.target.service) ?? UNKNOWN_START)]),
  );
  await progress.run(STEPS.serving.closed, async () => {
    for (const [round, concurrency] of benchmark.concurrencies.entries()) {
      if (hasLimit(context)) bare.push(await bareTurn(target.url, texts, benchmark.closedSeconds));
      for (const server of rotated(servers, round)) {
        const turn = { concurrency, seconds: benchmark.closedSeconds, timeoutMs: benchmark.timeoutMs };
        const measured = await watched(context, server, () => server.closed(texts, turn));
        ledgers.get(server)?.addClosed(concurrency, measured);
      }
    }
  });
  await progress.run(STEPS.serving.open, async () => {
    const loads = [...benchmark.openShares.map((share) => ({ share })), ...benchmark.openRps.map((rps) => ({ rps }))];
    for (const [round, load] of loads.entries()) {
      for (const server of rotated(servers, round)) {
        const ledger = ledgers.get(server);
        const rps = 'rps' in load ? load.rps : load.share * (ledger?.capacityRps() ?? 0);
        if (ledger === undefined || rps < LEAST_RPS) continue;
        const scenario = scenarioSchema.parse({
          phases: [{ seconds: benchmark.openSeconds, rps }],
          timeoutMs: benchmark.timeoutMs,
          seed: round + 1,
        });
        ledger.addOpen(load, await watched(context, server, () => server.open(texts, scenario)));
      }
    }
  });
  const bareModel = starts.get(target.service)?.model;
  return resultOf(
    context,
    [...ledgers.values()],
    bare.flatMap((turn) => turn ?? []),
    bareModel,
  );
}

function textsOf({ benchmark, emails }: Context<'serving'>): string[] {
  const whole = emails(TEXTS).map((email) => email.text);
  return benchmark.texts === 'emails'
    ? whole
    : whole.map((text) => text.split(/\s+/).filter(Boolean).slice(0, SHORT_TEXT_WORDS).join(' '));
}

/** The loop without a server; a target that is one of the servers says that there is none. */
function hasLimit({ benchmark }: Context<'serving'>): boolean {
  return !benchmark.servers.includes(benchmark.target);
}

function needsEmails(context: Context<'serving'>): boolean {
  const requests = context.benchmark.servers.map((name) => targetOf(context.input, name).request);
  return hasLimit(context) || requests.some((request) => request === undefined || request.lines === 'held-out e-mails');
}

/** Every server in turn. Each round begins with another one, so that none always follows the same server. */
function rotated<Server>(servers: readonly Server[], round: number): Server[] {
  const at = round % servers.length;
  return [...servers.slice(at), ...servers.slice(0, at)];
}

async function warmUp(
  context: Context<'serving'>,
  servers: readonly ModelServer[],
  texts: readonly string[],
): Promise<Map<string, Start>> {
  const { benchmark, pods, readyLimitMs } = context;
  await Promise.all(servers.map((server) => server.waitUntilReady(readyLimitMs)));
  const starts = new Map<string, Start>();
  const limit = hasLimit(context) ? [context.target] : [];
  for (const target of [...limit, ...servers.map((server) => server.target)])
    starts.set(target.service, await startOf(target, pods));
  for (const { url } of limit) await bareTurn(url, texts, Math.max(0.1, benchmark.warmupSeconds));
  for (const server of servers) {
    if (benchmark.warmupSeconds > 0)
      await server.closed(texts, { concurrency: 2, seconds: benchmark.warmupSeconds, timeoutMs: benchmark.timeoutMs });
  }
  return starts;
}

/** One turn, with what the server's pods used meanwhile. */
async function watched({ pods, now, sleep }: Context<'serving'>, server: ModelServer, turn: () => Promise<Samples>) {
  const observer = await observe(server.target, pods, now, sleep);
  const samples = await turn();
  return { samples, observation: await observer.stop() };
}

function resultOf(
  context: Context<'serving'>,
  ledgers: readonly Ledger[],
  bare: readonly BareTurn[],
  bareModel: Start['model'],
): Measured {
  const { benchmark, input, target } = context;
  const limitRps = bare.length === 0 ? undefined : sum(bare.map((turn) => turn.texts)) / sum(bare.map((turn) => turn.seconds));
  const models = [bareModel, ...ledgers.map((ledger) => ledger.model)];
  const artifacts = new Set(models.flatMap((model) => model?.sha256 ?? []));
  const open = ledgers.flatMap((ledger) => ledger.openSamples());
  const late = open.flatMap((samples) => clientLimitedMark(latenessP99Ms(samples), summarize(samples).p95Ms));
  return {
    model: models.find((model) => model !== undefined),
    metrics: defined({ limitRps, servers: ledgers.length, artifacts: artifacts.size === 0 ? undefined : artifacts.size }),
    rows: [
      ...(hasLimit(context) ? [limitRow(target.service, limitRps, bare)] : []),
      ...ledgers.map((ledger) => ledger.row(limitRps, input.prices)),
    ],
    curves: curvesOf(ledgers),
    errors: sumErrors(ledgers.flatMap((ledger) => ledger.samples()).map((samples) => errorsByKind(samples.all))),
    marks: [
      ...ledgers.flatMap((ledger) => {
        const { total, byKind } = sumErrors(ledger.samples().map((samples) => errorsByKind(samples.all)));
        return total === 0 ? [] : [{ mark: 'errors' as const, reason: `${ledger.service}: ${errorText(byKind)}` }];
      }),
      ...late.slice(0, 1),
      ...ledgers.flatMap((ledger) => ledger.marks()),
    ],
    checks: [
      ...(artifacts.size === 0 ? [] : [check('every server serves the same artifact', 'artifacts', artifacts.size, '==', 1)]),
      ...ledgers.map((ledger) => check(`${ledger.service} answers`, 'errorRate', ledger.errorRate(), '<=', input.slo.errorRate)),
      ...ledgers.flatMap((ledger) => {
        const bound = benchmark.minLimitShare[ledger.service];
        const capacity = ledger.capacityRps();
        return bound === undefined || limitRps === undefined
          ? []
          : [check(`${ledger.service} near the limit`, 'limitShare', (capacity ?? 0) / limitRps, '>=', bound)];
      }),
    ],
    howMade: howMade(context, needsEmails(context) ? texts(benchmark.texts) : undefined),
  };
}

function limitRow(
  server: string,
  limitRps: number | undefined,
  bare: readonly BareTurn[],
): NonNullable<Measured['rows']>[number] {
  return {
    server,
    protocol: 'none: a loop, one text a call',
    saturationRps: limitRps ?? null,
    limitShare: limitRps === undefined ? null : 1,
    p95Closed1Ms: bare.length === 0 ? null : mean(bare.map((turn) => turn.p95Ms)),
  };
}

function texts(kind: 'emails' | 'short'): string {
  return kind === 'emails' ? `${TEXTS} held-out e-mails` : `the first ${SHORT_TEXT_WORDS} words of ${TEXTS} held-out e-mails`;
}

function curvesOf(ledgers: readonly Ledger[]): Curve[] {
  const lines = (points: (ledger: Ledger) => [number, number][]): Curve['lines'] =>
    ledgers.flatMap((ledger) => {
      const found = points(ledger);
      return found.length === 0 ? [] : [{ label: ledger.service, points: found }];
    });
  return [
    {
      title: 'Latency over throughput, closed loop',
      x: 'throughputRps',
      y: 'p95Ms',
      lines: lines((ledger) => ledger.closedPoints()),
    },
    { title: 'Latency over offered load, open loop', x: 'offeredRps', y: 'p95Ms', lines: lines((ledger) => ledger.openPoints()) },
  ].filter((curve) => curve.lines.length > 0);
}

function howMade(context: Context<'serving'>, loaded: string | undefined): string[] {
  const { benchmark, input } = context;
  const { closedSeconds, openSeconds, concurrencies, openShares } = benchmark;
  return [
    loaded === undefined
      ? 'Every server gets the requests that lab.yaml describes for it; what they run, and under which limits, is theirs.'
      : `Every server runs the same artifact under the same CPU limit and threads; a request carries one of ${loaded}.`,
    `Closed loop at ${concurrencies.join(', ')} requests at once, ${closedSeconds} s each; the servers take turns at each level and the ` +
      'others are idle meanwhile, so that whatever else happens on the machine meets them all.',
    ...(hasLimit(context)
      ? [
          'The limit is a loop around onnxruntime without a server: text rule, tokens and inference of one text after the other in one thread, ' +
            'measured at the start of every level.',
        ]
      : []),
    `Open loop (Poisson) at ${openShares.map((share) => `${share * 100} %`).join(', ')} of each server's own best closed-loop throughput, ` +
      `${openSeconds} s each; latency counts from the intended send time.`,
    "The queue's closed loop keeps that many jobs unfinished (looked at every 10 ms); a job's latency is from when it was taken until its result was written.",
    'CPU and memory are those of the pods that run the model, and cost is what these pods request ' +
      `(${input.prices.vcpuHourUsd} USD per vCPU-hour, ${input.prices.gibHourUsd} USD per GiB-hour) at the best throughput; the queue needs an API and Redis besides.`,
    'Start-up is from when the container began until the pod was ready. All pods start together, so on a small machine it is longer than alone; ' +
      'startupCpuSeconds is the CPU time that the pod had used when this benchmark began, so that of the start when nothing ran before.',
  ];
}
