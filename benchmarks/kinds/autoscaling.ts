import { STEPS } from '../../contract/planned-steps';
import type { Check } from '../../contract/result';
import { clientLimitedMark } from '../environment/marks';
import { waitUntilReady } from '../http';
import { answered, errorText, latencyMs, sumErrors, type Samples } from '../load/samples';
import { observe } from '../observe/observer';
import { startOf } from '../serving/start';
import { histogram } from '../stats/histogram';
import { percentile, sortedCopy } from '../../contract/statistics';
import { check, checkKnown, defined } from './check';
import { openScenarioOf, type Context, type Measured } from './context';
import { driveQueue, driveRequests, type Driven } from './drive';
import { watchIdle } from './idle';
import { latencyIntervals, latencySeries, latenessP99Ms, summarize } from './latency';
import { podUsage } from './pod-usage';
import { highPhase, rampOf, type Ramp, type Span } from './ramp';

/** Distinct e-mails in the load. */
const TEXTS = 512;
/** A worker may have to be scaled up from zero before its jobs make progress. */
const STALL_MS = 90_000;

/** How an autoscaler follows a changing load: replicas, latency and errors while it reacts, and the cost. */
export async function runAutoscaling(context: Context<'autoscaling'>): Promise<Measured> {
  const { input, benchmark, target, now, sleep, progress } = context;
  const scenario = openScenarioOf(input);
  const texts = (): string[] => context.emails(TEXTS).map((email) => email.text);
  const isQueue = benchmark.target === 'queue';

  const idle = await progress.run(STEPS.autoscaling.idle, () => watchIdle(context));
  const observer = await observe(target, context.pods, now, sleep);
  const isAtZero = observer.usage.replicas.at(-1)?.[1] === 0;
  // At zero replicas no pod is ready, and the first request must find none. A queue's API is a separate pod and always ready.
  if (isQueue || !isAtZero) await waitUntilReady(target.url, context.readyLimitMs, now, sleep, target.readyPath);
  const driven = await progress.run(STEPS.autoscaling.load, () =>
    isQueue ? driveQueue(context, scenario, texts(), STALL_MS) : driveRequests(context, scenario, texts),
  );
  const { samples } = driven;
  await progress.run(STEPS.autoscaling.settle, () =>
    sleep(Math.max(0, samples.startMs + 1000 * (samples.seconds + benchmark.settleSeconds) - now())),
  );
  const observation = await observer.stop();

  const startSeconds = samples.startMs / 1000;
  const high = highPhase(scenario);
  const ramp = rampOf(observation.usage.replicas, { from: startSeconds + high.from, to: startSeconds + high.to });
  const summary = summarize(samples);
  const usage = podUsage(observation, target, input.prices, answered(samples).length);
  const settledP95Ms = ramp.settled === undefined ? undefined : within(samples, ramp.settled).p95Ms;
  const lateness = latenessP99Ms(samples);
  return {
    model: driven.model ?? (await startOf(target, context.pods)).model,
    metrics: defined({
      ...summary,
      latenessP99Ms: lateness,
      ...driven.metrics,
      ...rampMetrics(samples, ramp),
      settledP95Ms,
      sloMissRate: sloMissRate(samples, input.slo.p95Ms),
      ...idle,
      coldStartMs: isAtZero ? firstLatencyMs(samples) : undefined,
      ...usage.metrics,
    }),
    intervals: latencyIntervals(samples, scenario.seed),
    series: { ...latencySeries(samples), ...driven.series, ...usage.series },
    histograms: { latency: histogram(answered(samples).map(latencyMs)) },
    errors: sumErrors([driven.errors]),
    marks: [
      ...(Object.keys(driven.errors).length === 0
        ? []
        : [{ mark: 'errors' as const, reason: `${errorText(driven.errors)} of ${samples.all.length} requests` }]),
      ...clientLimitedMark(lateness, summary.p95Ms),
      ...usage.marks,
    ],
    checks: checks(context, driven, summary.errorRate, settledP95Ms),
    howMade: [
      ...(idle.idleCpuMillis === undefined
        ? []
        : [
            `Pods were watched for ${benchmark.idleSeconds} s before the load: what an idle one uses, and how long it had taken to be ready.`,
          ]),
      `Open loop (${scenario.arrivals} arrivals, seed ${scenario.seed}), then ${benchmark.settleSeconds} s without load. ${driven.howMade}`,
      `The ramp is from the start of the high phase with most requests (${high.from} s into the scenario) until the most replicas were ready; ` +
        'where their number did not rise it is that whole phase.',
      'An SLO miss is a request that failed or took longer than ' + `${input.slo.p95Ms} ms.`,
      ...usage.howMade,
    ],
  };
}

function rampMetrics(samples: Samples, { timeToMaxSeconds, ramp }: Ramp) {
  const { p95Ms, errorRate, requests } = within(samples, ramp);
  return {
    timeToMaxReplicasSeconds: timeToMaxSeconds,
    rampP95Ms: p95Ms,
    rampErrorRate: requests === 0 ? undefined : errorRate,
  };
}

/** The requests that were due in a stretch of time. */
function within(samples: Samples, { from, to }: Span) {
  const all = samples.all.filter(({ intendedMs }) => intendedMs >= from * 1000 && intendedMs < to * 1000);
  const good = all.filter((sample) => sample.outcome === 'ok');
  return {
    requests: all.length,
    p95Ms: percentile(sortedCopy(good.map(latencyMs)), 0.95),
    errorRate: all.length === 0 ? 0 : (all.length - good.length) / all.length,
  };
}

function sloMissRate(samples: Samples, p95Ms: number): number | undefined {
  const missed = samples.all.filter((sample) => sample.outcome !== 'ok' || latencyMs(sample) > p95Ms).length;
  return samples.all.length === 0 ? undefined : missed / samples.all.length;
}

/** Latency of the very first request; undefined when it was not answered. */
function firstLatencyMs({ all: [first] }: Samples): number | undefined {
  return first?.outcome === 'ok' ? latencyMs(first) : undefined;
}

function checks(
  { input: { slo } }: Context<'autoscaling'>,
  { metrics, samples }: Driven,
  errorRate: number,
  settledP95Ms: number | undefined,
): Check[] {
  const { jobsLost } = metrics;
  return [
    check('some requests are answered', 'throughputRps', answered(samples).length / samples.seconds, '>', 0),
    check('error rate within the SLO', 'errorRate', errorRate, '<=', slo.errorRate),
    ...checkKnown('no accepted job is lost', 'jobsLost', jobsLost, '==', 0),
    ...(jobsLost === undefined
      ? checkKnown('p95 with all replicas within the SLO', 'settledP95Ms', settledP95Ms, '<=', slo.p95Ms)
      : []),
  ];
}
