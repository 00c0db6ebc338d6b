import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ScalableDeployment, type ScalableProps } from '../autoscaling/scalable-deployment';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import { k8s } from '../pod/plus';
import { inferenceThreads, type ContainerResources } from '../quantities';
import { CLIENT_ENV, readByScalers } from './redis-accounts';

export interface MicroBatchProps {
  /** Texts per inference call. */
  readonly maxSize: number;
  /** How long a text may wait for company. */
  readonly maxDelay: Duration;
}

export interface QueueWorkerProps extends ScalableProps {
  readonly image: string;
  readonly metricsPort: number;
  readonly resources: ContainerResources;
  /** Jobs that one worker holds at once. */
  readonly concurrency: number;
  readonly microBatch: MicroBatchProps;
  /** How long a finished job can be asked for. */
  readonly resultTtl: Duration;
  /** `redis.<namespace>.svc.cluster.local:6379` */
  readonly redisAddress: string;
}

/** A worker finishes the jobs it holds before it goes; a job that takes longer is taken up by another worker. */
const TERMINATION_GRACE = Duration.seconds(60);

/** The working side of the queue. It pulls jobs, so nothing is sent to it but health checks and scrapes. */
export class QueueWorker extends Construct {
  public static readonly NAME = 'queue-worker';

  public constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id);
    new ScalableDeployment(this, 'deployment', {
      ...props,
      name: QueueWorker.NAME,
      component: 'queue',
      redis: readByScalers(props.redisAddress),
      container: workerContainer(props),
      terminationGrace: TERMINATION_GRACE,
      notKnative: {
        problem: 'scales on requests, and a worker gets none: it pulls jobs',
        fix: 'Use keda on the backlog, or hpa.',
      },
    });
  }
}

function workerContainer(props: QueueWorkerProps): k8s.Container {
  return restrictedContainer({
    name: QueueWorker.NAME,
    image: props.image,
    args: ['worker'],
    resources: props.resources,
    port: { number: props.metricsPort, name: 'metrics' },
    probes: httpProbes({ port: props.metricsPort }),
    env: [
      env('METRICS_PORT', props.metricsPort),
      POD_NAME_ENV,
      env('ORT_INTRA_OP_NUM_THREADS', inferenceThreads(props.resources)),
      env('REDIS_URL', `redis://${props.redisAddress}`),
      ...CLIENT_ENV,
      env('WORKER_CONCURRENCY', props.concurrency),
      env('MICRO_BATCH_MAX_SIZE', props.microBatch.maxSize),
      env('MICRO_BATCH_MAX_DELAY_MS', props.microBatch.maxDelay.toMilliseconds()),
      env('RESULT_TTL_SECONDS', props.resultTtl.toSeconds()),
    ],
  });
}
