import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ScalableDeployment, type ScalableProps } from '../autoscaling/scalable-deployment';
import { env, POD_NAME_ENV, restrictedContainer, type NamedPort } from '../pod/container';
import { httpProbes } from '../pod/probes';
import type { k8s } from '../pod/plus';
import { inferenceThreads, type ContainerResources } from '../quantities';

export interface TritonProps extends ScalableProps {
  readonly image: string;
  readonly port: number;
  readonly grpcPort: number;
  readonly metricsPort: number;
  readonly resources: ContainerResources;
  /** Texts of one inference call. */
  readonly maxBatchSize: number;
  /**
   * How long a text may wait for others to share its inference call.
   * @default - no dynamic batching: one inference call for each request
   */
  readonly maxQueueDelay?: Duration | undefined;
  /** Threads of one inference call; as many model instances as fit the CPU limit work at the same time. */
  readonly threadsPerInstance: number;
}

const TERMINATION_GRACE = Duration.seconds(30);
const DRAIN = Duration.seconds(3);
/** The server loads its libraries, then every instance loads the model in its own process. */
const STARTUP_TIMEOUT = Duration.seconds(120);

/** Triton Inference Server with the model: HTTP, gRPC and metrics on ports of their own. */
export class Triton extends Construct {
  public static readonly NAME = 'triton';

  public constructor(scope: Construct, id: string, props: TritonProps) {
    super(scope, id);
    new ScalableDeployment(this, 'deployment', {
      ...props,
      name: Triton.NAME,
      component: 'model-server',
      container: tritonContainer(props),
      terminationGrace: TERMINATION_GRACE,
      drain: DRAIN,
      service: portsOf(props),
      notKnative: {
        problem: 'a Knative Service has one port, and Triton has three',
        fix: 'Use hpa or keda, or services.kserve.',
      },
    });
    this.node.addValidation({ validate: () => threadsProblems(props) });
  }
}

function portsOf({ port, grpcPort, metricsPort }: TritonProps): { port: NamedPort; otherPorts: NamedPort[] } {
  return {
    port: { number: port, name: 'http' },
    otherPorts: [
      { number: grpcPort, name: 'grpc' },
      { number: metricsPort, name: 'metrics' },
    ],
  };
}

function tritonContainer(props: TritonProps): k8s.Container {
  return restrictedContainer({
    name: Triton.NAME,
    image: props.image,
    resources: props.resources,
    ...portsOf(props),
    probes: httpProbes({
      port: props.port,
      paths: { ready: '/v2/health/ready', alive: '/v2/health/live' },
      startupTimeout: STARTUP_TIMEOUT,
    }),
    env: [
      env('PORT', props.port),
      env('GRPC_PORT', props.grpcPort),
      env('METRICS_PORT', props.metricsPort),
      POD_NAME_ENV,
      env('ORT_INTRA_OP_NUM_THREADS', props.threadsPerInstance),
      env('INSTANCE_COUNT', instances(props)),
      env('MAX_BATCH_SIZE', props.maxBatchSize),
      ...(props.maxQueueDelay === undefined
        ? []
        : [env('MAX_QUEUE_DELAY_MS', props.maxQueueDelay.toMilliseconds({ integral: false }))]),
    ],
  });
}

function instances({ resources, threadsPerInstance }: TritonProps): number {
  return Math.max(1, Math.floor(inferenceThreads(resources) / threadsPerInstance));
}

function threadsProblems({ resources, threadsPerInstance }: TritonProps): string[] {
  const cores = inferenceThreads(resources);
  return threadsPerInstance <= cores
    ? []
    : [`threadsPerInstance: ${threadsPerInstance} threads are more than the ${cores} whole cores of the CPU limit`];
}
