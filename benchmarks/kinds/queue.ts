import { STEPS } from '../../contract/planned-steps';
import type { Check } from '../../contract/result';
import { clientLimitedMark } from '../environment/marks';
import { waitUntilReady } from '../http';
import { openLoop } from '../load/open-loop';
import type { PredictAnswer } from '../load/predict';
import { answered, errorsByKind, errorText, latencyMs, sumErrors, type Samples } from '../load/samples';
import { observe } from '../observe/observer';
import { awaitJobs } from '../queue/await-jobs';
import { Backlog } from '../queue/backlog';
import { burst } from '../queue/burst';
import { QueueClient } from '../queue/client';
import type { Job } from '../queue/job';
import { histogram } from '../stats/histogram';
import { percentile, sortedCopy } from '../../contract/statistics';
import { sampledSeries } from '../stats/series';
import { check, checkKnown, defined } from './check';
import { openScenarioOf, type Context, type Measured } from './context';
import {
  finishedJobs,
  jobErrors,
  jobIntervals,
  jobLatencies,
  jobsPerSecond,
  jobsPerSecondInterval,
  totalMs,
  waitMs,
} from './jobs';
import { latencySeries, latenessP99Ms, summarize } from './latency';
import { podUsage } from './pod-usage';

/** Distinct e-mails in the jobs. */
const TEXTS = 512;
const WARMUP_JOBS = 8;
const SUBMIT_TIMEOUT_MS = 10_000;
/** Jobs that make no progress for this long are lost. Longer than a worker takes to restart and BullMQ to find its jobs. */
const STALL_MS = 45_000;

/** Submits of one stretch, and the outcome of their jobs. */
interface Stretch {
  readonly submits: Samples;
  readonly accepted: number;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** How fast the queue works off a burst, and how long jobs wait and take when they come at a steady pace. */
export async function runQueue(context: Context<'queue'>): Promise<Measured> {
  const { input, benchmark, target, now, sleep, progress } = context;
  const scenario = openScenarioOf(input);
  const client = new QueueClient(target.url, context);
  const texts = context.emails(TEXTS).map((email) => email.text);

  const backlog = await progress.run(STEPS.queue.warmup, async () => {
    await waitUntilReady(target.url, context.readyLimitMs, now, sleep);
    return new Backlog(client, context);
  });
  const submit = async (load: (kind: ReturnType<QueueClient['submission']>) => Promise<Samples>): Promise<Stretch> => {
    const ids: string[] = [];
    const submits = await load(client.submission(texts, (_, id) => ids.push(id)));
    return { submits, accepted: ids.length, jobs: await awaitJobs(ids, client, backlog, context, STALL_MS) };
  };
  const burstOf = (count: number): Promise<Stretch> => submit((kind) => burst(count, kind, SUBMIT_TIMEOUT_MS, context));

  const warmup = await burstOf(WARMUP_JOBS);
  const { full, observation } = await progress.run(STEPS.queue.burst, async () => {
    const observer = await observe(target, context.pods, now, sleep);
    const result = await burstOf(benchmark.jobs);
    return { full: result, observation: await observer.stop() };
  });
  const paced = await progress.run(STEPS.queue.paced, () => submit((kind) => openLoop(scenario, kind, context)));
  await backlog.stop();

  const stretches = [warmup, full, paced];
  const [fullJobs, pacedJobs] = [finishedJobs(full.jobs.values()), finishedJobs(paced.jobs.values())];
  const accepted = full.accepted + paced.accepted;
  const lost = accepted - fullJobs.length - pacedJobs.length;
  const submits = summarize(paced.submits);
  const submitSent = full.submits.all.length + paced.submits.all.length;
  const submitFailed = submitSent - answered(full.submits).length - answered(paced.submits).length;
  const submitP95Ms = percentile(sortedCopy(answered(paced.submits).map(latencyMs)), 0.95);
  const usage = podUsage(observation, target, input.prices, fullJobs.length);
  const errors = sumErrors(
    stretches.flatMap(({ submits: { all }, accepted: count, jobs }) => [errorsByKind(all), jobErrors(count, jobs)]),
  );
  const { offeredRps, errors: submitErrors } = latencySeries(paced.submits);
  const submitErrorRate = submitSent === 0 ? 0 : submitFailed / submitSent;
  return {
    model: modelOf(stretches),
    metrics: defined({
      jobsPerSecond: jobsPerSecond(fullJobs),
      ...jobLatencies(pacedJobs),
      submitP95Ms,
      offeredRps: submits.offeredRps,
      jobs: accepted,
      jobsLost: lost,
      errorRate: submitErrorRate,
      latenessP99Ms: latenessP99Ms(paced.submits),
      ...usage.metrics,
    }),
    intervals: defined({
      ...jobIntervals(pacedJobs, scenario.seed),
      jobsPerSecond: jobsPerSecondInterval(fullJobs, scenario.seed),
    }),
    series: defined({
      queueDepth: sampledSeries('jobs', backlog.samples),
      offeredRps,
      errors: submitErrors,
      ...usage.series,
    }),
    histograms: { wait: histogram(pacedJobs.map(waitMs)), total: histogram(pacedJobs.map(totalMs)) },
    errors,
    marks: [
      ...(errors.total === 0 ? [] : [{ mark: 'errors' as const, reason: `${errorText(errors.byKind)} of ${accepted} jobs` }]),
      ...clientLimitedMark(latenessP99Ms(paced.submits), submitP95Ms),
      ...usage.marks,
    ],
    checks: checks(context, accepted, lost, submitErrorRate, submitP95Ms),
    howMade: [
      `Each job is one of ${texts.length} held-out e-mails. All times of a job are the service's own: created when the API took it, ` +
        'started when a worker took it, finished when its result was written.',
      `Throughput: ${benchmark.jobs} jobs submitted at once by a few clients, counted from the first submit to the last completion.`,
      `Wait and total latency: jobs submitted in an open loop (${scenario.arrivals} arrivals, seed ${scenario.seed}); ` +
        'submit latency counts from the intended time. Percentiles are exact, intervals a bootstrap over whole 1 s windows.',
      'A job is lost when it was accepted with 202 and did not complete with a valid result.',
      ...usage.howMade,
      'CPU, memory and cost are of the worker pods while they worked off the burst, per 1000 jobs; API and Redis are not in them.',
    ],
  };
}

function modelOf(stretches: readonly Stretch[]): PredictAnswer['model'] | undefined {
  for (const { jobs } of stretches) for (const { result } of jobs.values()) if (result !== undefined) return result.model;
  return undefined;
}

function checks(
  { input: { slo } }: Context<'queue'>,
  accepted: number,
  lost: number,
  submitErrorRate: number,
  submitP95Ms: number | undefined,
): Check[] {
  return [
    check('some jobs are accepted', 'jobs', accepted, '>', 0),
    check('no accepted job is lost', 'jobsLost', lost, '==', 0),
    check('error rate of submits within the SLO', 'errorRate', submitErrorRate, '<=', slo.errorRate),
    ...checkKnown('p95 of submits within the SLO', 'submitP95Ms', submitP95Ms, '<=', slo.p95Ms),
  ];
}
