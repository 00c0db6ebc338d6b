import type { Series } from '../../contract/result';
import type { Scenario } from '../../contract/scenario';
import { describedRequest, linesOf } from '../load/described';
import { openLoop } from '../load/open-loop';
import type { PredictAnswer } from '../load/predict';
import { errorsByKind, sumErrors, type ErrorCounts, type Sample, type Samples } from '../load/samples';
import { awaitJobs } from '../queue/await-jobs';
import { Backlog } from '../queue/backlog';
import { QueueClient } from '../queue/client';
import { requestOf } from '../serving/request-of';
import { sampledSeries } from '../stats/series';
import type { Context } from './context';
import { finishedJobs, jobErrors, totalMs } from './jobs';

/** The outcome of a scenario, in the same terms for a server and for a queue. */
export interface Driven {
  /** For a queue: one sample per job, from the intended submit on; its latency is the job's total time. */
  readonly samples: Samples;
  readonly errors: ErrorCounts;
  readonly metrics: Readonly<Record<string, number>>;
  readonly series: Readonly<Record<string, Series>>;
  readonly model: PredictAnswer['model'] | undefined;
  readonly howMade: string;
}

type Around = Pick<Context, 'target' | 'now' | 'sleep'>;

export async function driveRequests(context: Around, scenario: Scenario, texts: () => readonly string[]): Promise<Driven> {
  let model: PredictAnswer['model'] | undefined;
  const request = requestOf(context.target);
  const kind = describedRequest(context.target.url, request, linesOf(request, texts), (answering) => (model ??= answering));
  const samples = await openLoop(scenario, kind, context);
  return {
    samples,
    errors: errorsByKind(samples.all),
    metrics: {},
    series: {},
    model,
    howMade: 'Latency counts from the intended send time of each request (open loop), so time spent waiting for a pod is in it.',
  };
}

/** @param stallMs how long jobs may make no progress before they are lost; a scaled-down worker has to start first */
export async function driveQueue(
  context: Around,
  scenario: Scenario,
  texts: readonly string[],
  stallMs: number,
): Promise<Driven> {
  const client = new QueueClient(context.target.url, context);
  const backlog = new Backlog(client, context);
  const ids = new Map<number, string>();
  const kind = client.submission(texts, (index, id) => ids.set(index, id));
  const submits = await openLoop(scenario, kind, context);
  const jobs = await awaitJobs([...ids.values()], client, backlog, context, stallMs);
  await backlog.stop();

  const toSample = (submit: Sample, index: number): Sample => {
    const id = ids.get(index);
    const job = id === undefined ? undefined : jobs.get(id);
    if (submit.outcome !== 'ok') return submit;
    const [finished] = job === undefined ? [] : finishedJobs([job]);
    return finished === undefined
      ? { ...submit, outcome: 'wrong-answer' }
      : { ...submit, doneMs: submit.intendedMs + totalMs(finished) };
  };
  const finished = finishedJobs(jobs.values());
  return {
    samples: { ...submits, all: submits.all.map(toSample) },
    errors: sumErrors([errorsByKind(submits.all), jobErrors(ids.size, jobs)]).byKind,
    metrics: {
      jobs: ids.size,
      jobsLost: ids.size - finished.length,
      backlogMax: backlog.samples.reduce((most, [, length]) => Math.max(most, length), 0),
    },
    series: { queueDepth: sampledSeries('jobs', backlog.samples) },
    model: [...jobs.values()].find((job) => job.result !== undefined)?.result?.model,
    howMade: "Each request is a job; its latency is the job's total time by the service's clocks, from created to finished.",
  };
}
