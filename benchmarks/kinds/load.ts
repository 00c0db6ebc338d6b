import { STEPS } from '../../contract/planned-steps';
import type { Scenario } from '../../contract/scenario';
import type { Check, Mark } from '../../contract/result';
import { clientLimitedMark } from '../environment/marks';
import { waitUntilReady } from '../http';
import { contentOf, describedRequest, linesOf } from '../load/described';
import { REQUESTS_PER_CONNECTION } from '../load/connections';
import type { RequestKind } from '../load/request';
import type { PredictAnswer } from '../load/predict';
import { answered, errorsByKind, errorText, latencyMs, sumErrors, type Samples } from '../load/samples';
import { warmupOf } from '../load/scenario-load';
import { observe } from '../observe/observer';
import { requestOf } from '../serving/request-of';
import { startOf } from '../serving/start';
import { histogram } from '../stats/histogram';
import { check, checkKnown, defined } from './check';
import { scenarioOf, type Context, type Measured } from './context';
import { latencyIntervals, latencySeries, latenessP99Ms, summarize, type LatencySummary } from './latency';
import { podUsage } from './pod-usage';
import { searchMaxRps } from './max-rps';

/** Distinct e-mails in the load. */
const TEXTS = 512;

/** Latency, throughput, resources and cost of a service under an open-loop scenario, and how much load it can take. */
export async function runLoad(context: Context<'load'>): Promise<Measured> {
  const { input, benchmark, target, now, sleep, progress, generators } = context;
  const scenario = scenarioOf(input);
  let model: PredictAnswer['model'] | undefined;
  const { kind, content } = loadRequest(context, (answering) => (model ??= answering));

  const warmup = await progress.run(STEPS.load.warmup, async () => {
    await waitUntilReady(target.url, context.readyLimitMs, now, sleep, target.readyPath);
    return generators.send(warmupOf(scenario, benchmark.warmupSeconds), kind);
  });
  const { main, observation } = await progress.run(STEPS.load.main, async () => {
    const observer = await observe(target, context.pods, now, sleep);
    const samples = await generators.send(scenario, kind);
    return { main: samples, observation: await observer.stop() };
  });
  const summary = summarize(main);
  const isAnswering = answered(main).length > 0;
  const saturation = isAnswering
    ? await progress.run(STEPS.load.saturation, () =>
        generators.send(
          {
            ...scenario,
            phases: [{ seconds: benchmark.saturationSeconds }],
            concurrency: benchmark.saturationConcurrency,
          },
          kind,
        ),
      )
    : undefined;
  const saturated = saturation === undefined ? undefined : summarize(saturation);
  const search =
    saturated !== undefined && saturated.throughputRps > 0 && benchmark.sloSteps > 0
      ? await progress.run(STEPS.load.search, () => searchMaxRps(context, kind, scenario, saturated.throughputRps, summary))
      : undefined;

  const phases = [warmup, main, ...(saturation === undefined ? [] : [saturation]), ...(search?.all ?? [])];
  const usage = podUsage(observation, target, input.prices, answered(main).length);
  const isOpen = scenario.concurrency === undefined;
  return {
    model: model ?? (await startOf(target, context.pods)).model,
    metrics: defined({
      ...summary,
      latenessP99Ms: isOpen ? latenessP99Ms(main) : undefined,
      saturationRps: saturated?.throughputRps,
      saturationP95Ms: saturated?.p95Ms,
      maxRpsWithinSlo: search?.maxRpsWithinSlo,
      ...usage.metrics,
    }),
    intervals: latencyIntervals(main, scenario.seed),
    series: { ...latencySeries(main), ...usage.series },
    histograms: { latency: histogram(answered(main).map(latencyMs)) },
    rows: search?.rows ?? [],
    errors: sumErrors(phases.map((samples) => errorsByKind(samples.all))),
    marks: [
      ...errorMarks(main, phases),
      ...(isOpen ? clientLimitedMark(latenessP99Ms(main), summary.p95Ms) : []),
      ...usage.marks,
    ],
    checks: checks(context, summary, phases, saturated, usage.metrics['podRestarts']),
    howMade: [...howMade(context, scenario, content, search !== undefined), ...usage.howMade],
  };
}

/** The requests of a load benchmark, and what they are for the reader of its result. */
export function loadRequest(
  { target, emails }: Pick<Context, 'target' | 'emails'>,
  onModel?: (model: PredictAnswer['model']) => void,
): { readonly kind: RequestKind; readonly content: string } {
  const request = requestOf(target);
  const lines = linesOf(request, () => emails(TEXTS).map((email) => email.text));
  return { kind: describedRequest(target.url, request, lines, onModel), content: contentOf(request, lines.length) };
}

/** The largest share of requests in a phase that found no server. Overload makes queues, not refused connections. */
function connectionErrorRate(phases: readonly Samples[]): number {
  const rates = phases
    .filter((samples) => samples.all.length > 0)
    .map((samples) => (errorsByKind(samples.all)['connection'] ?? 0) / samples.all.length);
  return Math.max(0, ...rates);
}

function errorMarks(main: Samples, phases: readonly Samples[]): Mark[] {
  const inMain = errorsByKind(main.all);
  if (Object.keys(inMain).length > 0)
    return [{ mark: 'errors', reason: `${errorText(inMain)} of ${main.all.length} requests of the main scenario` }];
  if (connectionErrorRate(phases) > 0)
    return [{ mark: 'errors', reason: 'requests outside the main scenario found no server: it went away during the run' }];
  return [];
}

function checks(
  { input: { slo } }: Context<'load'>,
  main: LatencySummary,
  phases: readonly Samples[],
  saturated: LatencySummary | undefined,
  podRestarts: number | undefined,
): Check[] {
  return [
    main.p95Ms === undefined
      ? check('some requests are answered', 'throughputRps', main.throughputRps, '>', 0)
      : check('p95 latency within the SLO', 'p95Ms', main.p95Ms, '<=', slo.p95Ms),
    check('error rate within the SLO', 'errorRate', main.errorRate, '<=', slo.errorRate),
    check('the server is there in every phase', 'connectionErrorRate', connectionErrorRate(phases), '<=', slo.errorRate),
    ...checkKnown('no pod restarts', 'podRestarts', podRestarts, '==', 0),
    ...checkKnown('error rate at saturation within the SLO', 'errorRate', saturated?.errorRate, '<=', slo.errorRate),
  ];
}

function howMade(
  { benchmark, input: { slo }, generators: { count } }: Context<'load'>,
  scenario: Scenario,
  content: string,
  didSearch: boolean,
): string[] {
  const main =
    scenario.concurrency === undefined
      ? `The main scenario is an open loop: each request has its own send time (${scenario.arrivals} arrivals, seed ${scenario.seed}) ` +
        'and its latency counts from that time, so a stalled server cannot hide its queue.'
      : `The main scenario is a closed loop of ${scenario.concurrency} clients (autocannon): each waits for its answer, so latencies ` +
        'under overload look better than those that independent clients would see.';
  return [
    `${content} An answer counts when it passes the success check within ${scenario.timeoutMs} ms.`,
    main,
    ...(count === 1
      ? []
      : [
          `${count} pods sent each load together, every one its part of the same schedule from the same moment; all numbers are of ` +
            'all their samples. CPU, throttling and load average of the run are those of the first pod.',
        ]),
    `The open loop opens a new connection at the latest after ${REQUESTS_PER_CONNECTION} requests, as clients that come and go do; ` +
      'a Service spreads connections, not requests.',
    'Latency percentiles are exact (nearest rank) over the answered requests of the main scenario; the interval of p95 and of ' +
      'throughput is a bootstrap over whole 1 s windows, that of the error rate is by Wilson.',
    `Saturation is a closed loop of ${benchmark.saturationConcurrency} clients on autocannon for ${benchmark.saturationSeconds} s.`,
    ...(didSearch
      ? [
          `The highest load within the SLO (p95 <= ${slo.p95Ms} ms, errors <= ${slo.errorRate * 100} %) was searched with at most ` +
            `${benchmark.sloSteps} open-loop steps of ${benchmark.sloStepSeconds} s: 70 % of saturation, then bisection.`,
        ]
      : []),
  ];
}
