import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { attachAutoscalers } from '../autoscaling/attach';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { ClusterService, RestrictedDeployment } from '../pod/deployment';
import { httpProbes } from '../pod/probes';
import type { k8s } from '../pod/plus';
import { inferenceThreads, type ContainerResources } from '../quantities';
import { replicaOwner, replicasProblems, type ScalableProps } from '../autoscaling/replicas';

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
   * @default - no dynamic batching: every request is an inference call of its own
   */
  readonly maxQueueDelay?: Duration | undefined;
  /** Threads of one inference call; as many model instances as fit the CPU limit work at the same time. */
  readonly threadsPerInstance: number;
}

const TERMINATION_GRACE = Duration.seconds(30);
const DRAIN = Duration.seconds(3);
/** The server loads its libraries, then every instance loads the model in a process of its own. */
const STARTUP_TIMEOUT = Duration.seconds(120);

/** Triton Inference Server with the model: HTTP, gRPC and metrics on ports of their own. */
export class Triton extends Construct {
  public static readonly NAME = 'triton';

  public constructor(scope: Construct, id: string, props: TritonProps) {
    super(scope, id);
    const name = Triton.NAME;
    const component = 'model-server';
    const { knative } = props.autoscaling ?? {};
    const container = tritonContainer(props);
    const autoscaler = { name, component, container, kubernetesMinor: props.kubernetesMinor } as const;

    new RestrictedDeployment(this, 'pods', {
      name,
      component,
      container,
      scale: replicaOwner(props),
      terminationGrace: TERMINATION_GRACE,
      drain: DRAIN,
    });
    new ClusterService(this, 'service', {
      name,
      component,
      port: { number: props.port, name: 'http' },
      otherPorts: [
        { number: props.grpcPort, name: 'grpc' },
        { number: props.metricsPort, name: 'metrics' },
      ],
    });
    attachAutoscalers(this, autoscaler, props.autoscaling);
    this.node.addValidation({
      validate: () => [
        ...replicasProblems(props),
        ...(knative === undefined
          ? []
          : [
              'autoscaling.knative: a Knative Service has one port, and Triton has three\n  Use hpa or keda, or services.kserve.',
            ]),
        ...threadsProblems(props),
      ],
    });
  }
}

function tritonContainer(props: TritonProps): k8s.Container {
  return restrictedContainer({
    name: Triton.NAME,
    image: props.image,
    resources: props.resources,
    port: { number: props.port, name: 'http' },
    otherPorts: [
      { number: props.grpcPort, name: 'grpc' },
      { number: props.metricsPort, name: 'metrics' },
    ],
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
