import type { JobCounts } from './scaling-strategies';
import type { ScaledJobSpec } from './types';

export interface JobPod {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  /** Types of the conditions that are True. */
  readonly trueConditions: readonly string[];
}

export interface Job {
  readonly name: string;
  readonly finished: 'Complete' | 'Failed' | undefined;
  /** Undefined while it has not completed; a failed job has none. */
  readonly completedMs?: number | undefined;
  readonly pods: readonly JobPod[];
}

/**
 * Running and pending jobs of a ScaledJob.
 * Follows KEDA 8b4f083, pkg/scaling/executor/scale_jobs.go, getRunningJobCount and getPendingJobCount.
 */
export function countJobs(jobs: readonly Job[], spec: ScaledJobSpec): JobCounts {
  const running = jobs.filter(({ finished }) => finished === undefined);
  return { running: running.length, pending: running.filter((job) => isPending(job, spec)).length };
}

function isPending(job: Job, spec: ScaledJobSpec): boolean {
  const conditions = spec.scalingStrategy?.pendingPodConditions ?? [];
  if (conditions.length === 0) return !job.pods.some(({ phase }) => phase === 'Running' || phase === 'Succeeded');
  return !job.pods.some(({ trueConditions }) => conditions.every((condition) => trueConditions.includes(condition)));
}

/** Upstream: scale_jobs.go, defaultSuccessfulJobsHistoryLimit and defaultFailedJobsHistoryLimit. */
const HISTORY_LIMIT = 100;

/** Finished jobs beyond the history limits, oldest first. Follows scale_jobs.go, cleanUp. */
export function jobsToDelete(jobs: readonly Job[], spec: ScaledJobSpec): Job[] {
  const beyond = (finished: Job['finished'], limit: number): Job[] => {
    const oldestFirst = jobs
      .filter((job) => job.finished === finished)
      .sort((left, right) => (left.completedMs ?? -Infinity) - (right.completedMs ?? -Infinity) || 0);
    return oldestFirst.slice(0, Math.max(0, oldestFirst.length - limit));
  };
  return [
    ...beyond('Complete', spec.successfulJobsHistoryLimit ?? HISTORY_LIMIT),
    ...beyond('Failed', spec.failedJobsHistoryLimit ?? HISTORY_LIMIT),
  ];
}
