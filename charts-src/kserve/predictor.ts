import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { httpPortName, InferenceService, MODEL_CONTAINER } from './inference-service';
import type { KserveMode } from './scale';
import { k8s } from '../pod/plus';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import { inferenceThreads, type ContainerResources } from '../quantities';
import type { ScalableProps } from '../autoscaling/scalable-deployment';

export interface KservePredictorProps extends ScalableProps {
  readonly image: string;
  /** What KServe makes of it: Deployment, Service and HPA, or a Knative Service. */
  readonly mode: KserveMode;
  readonly port: number;
  /** Not served in Knative mode, where a revision has one port. */
  readonly grpcPort: number;
  /** Always given: KServe fills in 1 CPU and 2Gi for missing values. */
  readonly resources: ContainerResources;
}

const TERMINATION_GRACE = Duration.seconds(30);
/** Importing kserve and loading the model takes tens of seconds on a busy small machine. */
const STARTUP_TIMEOUT = Duration.seconds(120);

/** The model in the lab's own container behind an InferenceService. KServe names what it makes `kserve-predictor`. */
export class KservePredictor extends Construct {
  public static readonly NAME = 'kserve';

  public constructor(scope: Construct, id: string, props: KservePredictorProps) {
    super(scope, id);
    new InferenceService(this, 'service', {
      ...props,
      name: KservePredictor.NAME,
      container: predictorContainer(props),
      terminationGrace: TERMINATION_GRACE,
    });
  }
}

function predictorContainer(props: KservePredictorProps): k8s.Container {
  const isKnative = props.mode === 'Knative';
  return restrictedContainer({
    name: MODEL_CONTAINER,
    image: props.image,
    resources: props.resources,
    port: { number: props.port, name: httpPortName(props.mode) },
    ...(isKnative ? {} : { otherPorts: [{ number: props.grpcPort, name: 'grpc' }] }),
    probes: httpProbes({
      port: props.port,
      paths: { ready: '/v2/health/ready', alive: '/v2/health/live' },
      startupTimeout: STARTUP_TIMEOUT,
    }),
    env: [
      // Knative sets PORT itself and refuses a manifest that does.
      ...(isKnative ? [] : [env('PORT', props.port)]),
      env('GRPC_PORT', props.grpcPort),
      ...(isKnative ? [] : [POD_NAME_ENV]),
      env('ORT_INTRA_OP_NUM_THREADS', inferenceThreads(props.resources)),
    ],
  });
}
