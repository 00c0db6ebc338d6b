import type { Interval } from '../../contract/result';
import type { Job } from '../queue/job';
import { meanInterval, percentileInterval } from '../stats/bootstrap';
import { percentile, sortedCopy } from '../../contract/statistics';
import { seededRandom } from '../../contract/random';
import { windows } from '../stats/series';
import { defined } from './check';

/** A job with all its times known. */
export interface FinishedJob {
  readonly createdMs: number;
  readonly startedMs: number;
  readonly finishedMs: number;
}

/** Jobs that completed with a valid result; any other is an error. */
export function finishedJobs(jobs: Iterable<Job>): FinishedJob[] {
  return [...jobs].flatMap(({ status, createdMs, startedMs, finishedMs, result }) =>
    status === 'completed' && result !== undefined && startedMs !== undefined && finishedMs !== undefined
      ? [{ createdMs, startedMs, finishedMs }]
      : [],
  );
}

/** From submit until a worker took the job, and until its result was written; milliseconds. */
export const waitMs = (job: FinishedJob): number => job.startedMs - job.createdMs;
export const totalMs = (job: FinishedJob): number => job.finishedMs - job.createdMs;

/** Errors by kind of jobs that were accepted and then failed, gave a wrong result, or never ended. */
export function jobErrors(accepted: number, jobs: ReadonlyMap<string, Job>): Record<string, number> {
  const all = [...jobs.values()];
  const failed = all.filter((job) => job.status === 'failed').length;
  const counts = {
    'job-failed': failed,
    'job-lost': accepted - all.length,
    'wrong-answer': all.length - failed - finishedJobs(all).length,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** Jobs done / seconds from the first submit to the last completion. */
export function jobsPerSecond(jobs: readonly FinishedJob[]): number | undefined {
  const seconds = spanMs(jobs) / 1000;
  return jobs.length === 0 || seconds <= 0 ? undefined : jobs.length / seconds;
}

export function jobsPerSecondInterval(jobs: readonly FinishedJob[], seed: number): Interval | undefined {
  const first = firstCreatedMs(jobs);
  const seconds = spanMs(jobs) / 1000;
  const perSecond = windows(
    jobs.map((job) => (job.finishedMs - first) / 1000),
    jobs.map(() => 1),
    seconds,
    1,
  );
  return meanInterval(
    perSecond.slice(0, Math.floor(seconds)).map((window) => window.length),
    seededRandom(seed),
  );
}

export function jobLatencies(jobs: readonly FinishedJob[]) {
  const waits = sortedCopy(jobs.map(waitMs));
  const totals = sortedCopy(jobs.map(totalMs));
  return defined({
    waitP50Ms: percentile(waits, 0.5),
    waitP95Ms: percentile(waits, 0.95),
    totalP50Ms: percentile(totals, 0.5),
    totalP95Ms: percentile(totals, 0.95),
    totalP99Ms: percentile(totals, 0.99),
  });
}

export function jobIntervals(jobs: readonly FinishedJob[], seed: number): Record<string, Interval> {
  const first = firstCreatedMs(jobs);
  const seconds = jobs.map((job) => (job.createdMs - first) / 1000);
  const length = Math.max(0, ...seconds) + 0.001;
  const random = seededRandom(seed);
  return defined({
    waitP95Ms: percentileInterval(windows(seconds, jobs.map(waitMs), length, 1), 0.95, random),
    totalP95Ms: percentileInterval(windows(seconds, jobs.map(totalMs), length, 1), 0.95, random),
  });
}

function firstCreatedMs(jobs: readonly FinishedJob[]): number {
  return jobs.reduce((first, job) => Math.min(first, job.createdMs), Number.POSITIVE_INFINITY);
}

function spanMs(jobs: readonly FinishedJob[]): number {
  return jobs.reduce((last, job) => Math.max(last, job.finishedMs), 0) - firstCreatedMs(jobs);
}
