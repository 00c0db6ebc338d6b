import type { KubernetesObject } from '../../../contract';
import {
  countJobs,
  jobsToDelete,
  ScaledJobLoop,
  type Job as KedaJob,
  type JobPollOutcome,
  type Reading,
  type ScaledJob,
  type Scaler,
  type TriggerContext,
} from '../../../scaling/keda';
import type { Jobs, JobRecord } from '../../jobs/jobs';
import type { ScaledJobManifest } from '../../kubernetes/autoscalers';
import { namespaceOf } from '../../kubernetes/objects';
import { validate } from '../../kubernetes/validate';
import type { Job } from '../../kubernetes/workloads';
import type { EventType } from '../../events';
import type { Pod } from '../../pods/pod';
import type { ObjectStore } from '../../store';
import { randomSuffix } from '../../workloads/names';
import { ConditionList } from '../conditions';
import type { Controller, ControllerContext } from '../controller';
import { Ticker } from '../ticker';
import type { Reader } from './keda-controller';

export interface ScaledJobParts {
  readonly manifest: ScaledJobManifest;
  /** `spec.jobTargetRef` as it was written. */
  readonly jobTemplate: object;
  readonly jobs: Jobs;
  readonly store: ObjectStore;
  readonly pods: () => readonly Pod[];
}

export interface ScaledJobControllerOptions extends ScaledJobParts {
  readonly scaledJob: ScaledJob;
  readonly triggerContext: TriggerContext;
  readonly readerOf: (scalers: readonly Scaler[]) => Reader;
}

const LABEL = 'scaledjob.keda.sh/name';
const READY = {
  status: 'True',
  reason: 'ScaledJobReady',
  message: 'ScaledJob is defined correctly and is ready to scaling',
} as const;

/**
 * Runs one ScaledJob: every polling interval as many Jobs as its triggers ask for.
 * Follows KEDA 8b4f083, pkg/scaling/executor/scale_jobs.go (RequestJobScale, createJobs, cleanUp).
 */
export class ScaledJobController implements Controller {
  private readonly loop: ScaledJobLoop;
  private readonly reader: Reader;
  private readonly ticker: Ticker;
  private readonly conditions = new ConditionList();
  private readonly stopped = new AbortController();
  private polling: 'idle' | 'busy' = 'idle';

  public constructor(
    private readonly options: ScaledJobControllerOptions,
    private readonly context: ControllerContext,
  ) {
    const { clock, onFault } = context;
    this.loop = new ScaledJobLoop(options.scaledJob, options.triggerContext);
    this.reader = options.readerOf(this.loop.scalers);
    this.conditions.set('Ready', READY, clock.nowMs());
    this.conditions.set('Active', { status: 'Unknown', reason: '', message: '' }, clock.nowMs());
    this.event('Normal', 'KEDAScalersStarted', 'Started scalers watch');
    this.event('Normal', 'ScaledJobReady', 'ScaledJob is ready for scaling');
    this.ticker = new Ticker(clock, this.loop.pollingIntervalMs, () => void this.poll().catch(onFault)).start();
  }

  public status(): object {
    const types = this.options.scaledJob.spec.triggers.map(({ type }) => type);
    return { triggersTypes: [...new Set(types)].join(','), conditions: this.conditions.toObjects() };
  }

  public stop(): void {
    this.stopped.abort();
    this.ticker.stop();
    this.reader.close();
  }

  private async poll(): Promise<void> {
    // Never ask a slow source again before it has answered.
    if (this.polling === 'busy') return;
    this.polling = 'busy';
    const readings = await this.reader.read();
    this.polling = 'idle';
    if (this.stopped.signal.aborted) return;
    const jobs = this.ownRecords().map((one) => this.kedaJob(one));
    const outcome = this.loop.poll(new Map(readings.entries()), countJobs(jobs, this.spec));
    this.tell(outcome, readings);
    for (let count = 0; count < outcome.create; count++) this.create();
    this.cleanUp();
  }

  private get spec(): ScaledJob['spec'] {
    return this.options.scaledJob.spec;
  }

  private create(): void {
    const { manifest, jobTemplate, jobs, store } = this.options;
    const { name, labels, annotations } = manifest.metadata;
    const object: KubernetesObject = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${name}-${randomSuffix()}`,
        namespace: namespaceOf(manifest),
        labels: { ...labels, 'app.kubernetes.io/managed-by': 'keda-operator', 'app.kubernetes.io/part-of': name, [LABEL]: name },
        annotations,
      },
      spec: jobTemplate,
    };
    for (const validated of validate([object])) {
      store.put(validated);
      jobs.start(validated.parsed as Job, this.stopped.signal);
    }
  }

  private cleanUp(): void {
    const { jobs, store } = this.options;
    const records = this.ownRecords();
    const known = records.map((one) => this.kedaJob(one));
    const surplus = jobsToDelete(known, this.spec);
    for (const { job } of records.filter((one) => surplus.some(({ name }) => name === one.job.metadata.name))) {
      jobs.remove(job);
      store.delete(job);
    }
  }

  private ownRecords(): JobRecord[] {
    const { name } = this.options.manifest.metadata;
    const namespace = namespaceOf(this.options.manifest);
    return this.options.jobs.list().filter(({ job }) => job.metadata.labels[LABEL] === name && namespaceOf(job) === namespace);
  }

  private kedaJob({ job, condition, finishedAtMs }: JobRecord): KedaJob {
    const pods = this.options
      .pods()
      .filter(
        ({ identity: { owner, namespace } }) =>
          owner.kind === 'Job' && owner.name === job.metadata.name && namespace === namespaceOf(job),
      );
    return {
      name: job.metadata.name,
      finished: condition === 'Complete' || condition === 'Failed' ? condition : undefined,
      completedMs: condition === 'Complete' ? finishedAtMs : undefined,
      pods: pods.map(({ phase, isReady }) => ({
        phase,
        trueConditions: ['PodScheduled', 'Initialized', ...(isReady ? ['ContainersReady', 'Ready'] : [])],
      })),
    };
  }

  private tell(outcome: JobPollOutcome, readings: readonly Reading[]): void {
    const nowMs = this.context.clock.nowMs();
    for (const reading of readings) if ('error' in reading) this.event('Warning', 'KEDAScalerFailed', reading.error);
    if (outcome.create > 0) this.event('Normal', 'KEDAJobsCreated', `Created ${outcome.create} jobs`);
    const active = outcome.isActive
      ? ({ status: 'True', reason: 'ScalerActive', message: 'Scaling is performed because triggers are active' } as const)
      : ({
          status: 'False',
          reason: 'ScalerNotActive',
          message: 'Scaling is not performed because triggers are not active',
        } as const);
    this.conditions.set('Active', active, nowMs);
    this.conditions.set('Paused', { status: outcome.paused ? 'True' : 'False', reason: '', message: '' }, nowMs);
  }

  private event(type: EventType, reason: string, message: string): void {
    const { manifest } = this.options;
    const subject = { kind: 'ScaledJob', namespace: namespaceOf(manifest), name: manifest.metadata.name };
    this.context.event(subject, 'keda-operator', type, reason, message);
  }
}
