import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_ENV, JOB_RESULT_PATH, nearest, UserError } from '../../contract';
import { sleep, type Clock } from '../clock';
import type { EventLog, EventType } from '../events';
import { namespaceOf } from '../kubernetes/objects';
import type { Job } from '../kubernetes/workloads';
import type { AddressBlock } from '../machine/addresses';
import type { Notifier } from '../notifier';
import { LogFollower } from '../pods/log-file';
import type { Pod } from '../pods/pod';
import type { PodSet } from '../pods/pod-set';
import { randomSuffix } from '../workloads/names';

export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly onLog?: (line: string) => void;
}

export interface JobOutcome {
  /** Exit code of the last pod; 0 when the Job is complete. */
  readonly exitCode: number;
  /** The file that the Job left at LAB_JOB_RESULT; null when there is none. */
  readonly resultPath: string | null;
  /** Why it failed, with its last log lines; null when it is complete. */
  readonly failure: string | null;
  readonly pod: string;
}

export type JobCondition = 'Pending' | 'Active' | 'Complete' | 'Failed';

export interface JobRecord {
  readonly job: Job;
  condition: JobCondition;
  reason: string;
  startedAtMs: number | undefined;
  finishedAtMs: number | undefined;
  failedPods: number;
}

export interface JobContext {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly pods: PodSet;
  readonly addresses: AddressBlock;
  readonly changes: Notifier;
}

const NOT_STARTED = { reason: '', startedAtMs: undefined, finishedAtMs: undefined, failedPods: 0 };

const LOG_PERIOD_MS = 200;
const TAIL_LINES = 15;
/** Pause before a failed pod is replaced, doubling: as the Job controller. */
const FIRST_RETRY_MS = 10_000;
const LAST_RETRY_MS = 360_000;

/** Runs Jobs when asked, one after another, so that benchmarks never share the machine with each other. */
export class Jobs {
  private readonly records = new Map<string, JobRecord>();
  private queue: Promise<unknown> = Promise.resolve();

  public constructor(private readonly context: JobContext) {}

  /** One that runs at the moment stays as it is. */
  public add(job: Job): void {
    if (this.records.get(keyOf(job))?.condition === 'Active') return;
    this.records.set(keyOf(job), { job, condition: 'Pending', ...NOT_STARTED });
  }

  public list(): JobRecord[] {
    return [...this.records.values()];
  }

  /** Rejects with the signal's reason on abort; the pod is stopped first. A Job that fails is an outcome, not an error. */
  public run(name: string, options: JobOptions): Promise<JobOutcome> {
    const record = this.list().find(({ job }) => job.metadata.name === name);
    if (record === undefined) return Promise.reject(this.unknownJob(name));
    const outcome = this.queue.then(() => this.runNow(record, options));
    this.queue = outcome.catch(() => {
      // The caller gets the error.
    });
    return outcome;
  }

  /** For controllers: runs a Job at once, whatever else runs. A Job that cannot run has failed. */
  public start(job: Job, signal: AbortSignal): void {
    this.add(job);
    const record = this.records.get(keyOf(job));
    if (record === undefined) return;
    void this.runNow(record, { signal }).catch(() => {
      // The record already says that it failed.
    });
  }

  /** Forgets a Job and ends its pod if it still runs. */
  public remove(job: Job): void {
    this.records.delete(keyOf(job));
    for (const pod of this.podsOf(job)) this.context.pods.discard(pod);
  }

  private unknownJob(name: string): UserError {
    const names = this.list().map(({ job }) => job.metadata.name);
    const meant = nearest(name, names);
    return new UserError({
      where: `Job/${name}`,
      problem: 'there is no such Job.',
      fix: meant === undefined ? `Jobs: ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`,
      code: 'job-unknown',
    });
  }

  private async runNow(record: JobRecord, options: JobOptions): Promise<JobOutcome> {
    const { clock } = this.context;
    const { job } = record;
    options.signal?.throwIfAborted();
    Object.assign(record, { ...NOT_STARTED, condition: 'Active', startedAtMs: clock.nowMs() });
    for (const old of this.podsOf(job)) await this.context.pods.delete(old);
    const deadlineAtMs = clock.nowMs() + (job.spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    try {
      for (;;) {
        const pod = this.createPod(job);
        const finished = await this.follow(pod, job, deadlineAtMs, options);
        if (finished && pod.phase === 'Succeeded') return this.finish(record, pod, 'Complete', '');
        if (!finished && clock.nowMs() >= deadlineAtMs) {
          await this.context.pods.delete(pod);
          return this.finish(record, pod, 'Failed', 'DeadlineExceeded');
        }
        record.failedPods++;
        if (pod.failure !== undefined) throw pod.failure;
        if (!finished || record.failedPods > job.spec.backoffLimit) {
          if (!finished) await this.context.pods.delete(pod);
          return this.finish(record, pod, 'Failed', 'BackoffLimitExceeded');
        }
        const retryMs = Math.min(FIRST_RETRY_MS * 2 ** (record.failedPods - 1), LAST_RETRY_MS);
        await sleep(clock, Math.min(retryMs, deadlineAtMs - clock.nowMs()), options.signal);
      }
    } catch (error) {
      await Promise.all(this.podsOf(job).map((pod) => this.context.pods.delete(pod)));
      Object.assign(record, { condition: 'Failed', reason: 'Stopped', finishedAtMs: clock.nowMs() });
      throw error;
    }
  }

  private createPod(job: Job): Pod {
    const name = job.metadata.name;
    this.event(job, 'Normal', 'SuccessfulCreate', `Created a pod for ${name}`);
    return this.context.pods.create({
      name: `${name}-${randomSuffix()}`,
      namespace: namespaceOf(job),
      owner: { kind: 'Job', name },
      template: job.spec.template,
      labels: { 'job-name': name, 'batch.kubernetes.io/job-name': name },
      address: this.context.addresses.podAddress(),
    });
  }

  private podsOf(job: Job): Pod[] {
    return this.context.pods.ownedBy({ kind: 'Job', name: job.metadata.name }, namespaceOf(job));
  }

  /** True when the pod ended by itself; false at the deadline, or when it was restarted in place too often. */
  private async follow(pod: Pod, job: Job, deadlineAtMs: number, options: JobOptions): Promise<boolean> {
    const { clock, changes } = this.context;
    const followers: LogFollower[] = [];
    const ended = (): boolean => pod.phase === 'Succeeded' || pod.phase === 'Failed' || pod.failure !== undefined;
    const tooMany = (): boolean => pod.restartCount > job.spec.backoffLimit;
    const ready = (): boolean => {
      if (pod.isDeleting)
        throw new UserError({ where: `Pod/${pod.name}`, problem: 'was deleted while it ran.', code: 'pod-deleted' });
      return ended() || tooMany();
    };
    for (;;) {
      const timeoutMs = Math.max(0, Math.min(LOG_PERIOD_MS, deadlineAtMs - clock.nowMs()));
      const settled = await changes.until(ready, { clock, timeoutMs, ...(options.signal && { signal: options.signal }) });
      if (options.onLog !== undefined && followers.length === 0)
        followers.push(...pod.containers.map(({ plan }) => new LogFollower(plan.logFile, options.onLog ?? (() => undefined))));
      for (const follower of followers) follower.poll();
      if (!settled && clock.nowMs() < deadlineAtMs) continue;
      for (const follower of followers) follower.finish();
      return settled && ended();
    }
  }

  private finish(record: JobRecord, pod: Pod, condition: 'Complete' | 'Failed', reason: string): JobOutcome {
    Object.assign(record, { condition, reason, finishedAtMs: this.context.clock.nowMs() });
    const { job } = record;
    const name = job.metadata.name;
    const isComplete = condition === 'Complete';
    if (isComplete) this.event(job, 'Normal', 'Completed', 'Job completed');
    else this.event(job, 'Warning', reason, `Job has failed: ${reason}`);
    const why =
      reason === 'DeadlineExceeded'
        ? `ran longer than its ${job.spec.activeDeadlineSeconds ?? 0} s`
        : `ended with exit code ${pod.exitCode}`;
    const lines = pod.logTail(TAIL_LINES).map((line) => `    ${line}`);
    const said = lines.length === 0 ? ['It wrote no log.'] : ['Its last lines:', ...lines];
    this.context.changes.notify();
    return {
      exitCode: isComplete ? 0 : pod.exitCode || 1,
      resultPath: resultFile(pod),
      failure: isComplete ? null : [`Job/${name} ${why}. ${said[0] ?? ''}`, ...said.slice(1)].join('\n'),
      pod: pod.name,
    };
  }

  private event(job: Job, type: EventType, reason: string, message: string): void {
    const subject = { kind: 'Job', namespace: namespaceOf(job), name: job.metadata.name };
    this.context.events.record({ subject, type, reason, message, source: 'job-controller' });
  }
}

/** Where the result lies on this machine: the container's path, seen through its mounts. */
function resultFile(pod: Pod): string | null {
  for (const { plan } of pod.containers) {
    const path = plan.environment[JOB_ENV.result] ?? plan.rewrite(JOB_RESULT_PATH);
    const file = path.startsWith('/') ? path : join(plan.workingDirectory, path);
    if (existsSync(file)) return file;
  }
  return null;
}

function keyOf(job: Job): string {
  return `${namespaceOf(job)}/${job.metadata.name}`;
}
