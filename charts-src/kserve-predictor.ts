import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { KNATIVE_PORT_NAME } from './autoscaling/knative-service';
import { renderedContainer } from './autoscaling/scale-target';
import { predictorScale, predictorScaleProblems, type KserveMode } from './kserve-scale';
import { labelsOf, selectorOf } from './labels';
import { k8s } from './plus';
import { env, POD_NAME_ENV, restrictedContainer, SCRATCH_VOLUME } from './pod/container';
import { httpProbes } from './pod/probes';
import { RESTRICTED_POD } from './pod/security';
import { problemText } from './problem';
import { inferenceThreads, type ContainerResources } from './quantities';
import { replicasProblems, type ScalableProps } from './replicas';

export interface KservePredictorProps extends ScalableProps {
  readonly image: string;
  /** What KServe makes of it: Deployment, Service and HPA, or a Knative Service. */
  readonly mode: KserveMode;
  readonly port: number;
  /** Not served in Knative mode, where a revision has one port. */
  readonly grpcPort: number;
  /** Always said: KServe fills in 1 CPU and 2Gi for what is missing. */
  readonly resources: ContainerResources;
}

const TERMINATION_GRACE = Duration.seconds(30);
const DRAIN = Duration.seconds(3);
/** Importing kserve and loading the model takes tens of seconds on a busy small machine. */
const STARTUP_TIMEOUT = Duration.seconds(120);
/** The name by which KServe knows the model's container. */
const CONTAINER = 'kserve-container';

/** The model behind an InferenceService with a container of its own. KServe names what it makes `kserve-predictor`. */
export class KservePredictor extends Construct {
  public static readonly NAME = 'kserve';

  public constructor(scope: Construct, id: string, props: KservePredictorProps) {
    super(scope, id);
    const name = KservePredictor.NAME;
    const { mode } = props;
    const container = predictorContainer(props);
    const { predictor, annotations } = predictorScale(mode, props);
    new ApiObject(this, 'inference-service', {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name,
        labels: labelsOf(name, 'model-server'),
        annotations: { 'serving.kserve.io/deploymentMode': mode, ...annotations },
      },
      spec: {
        predictor: {
          ...predictor,
          automountServiceAccountToken: false,
          containers: [
            {
              ...(k8s.toJson_Container(container) as object),
              // Knative's queue-proxy drains by itself.
              ...(mode === 'Standard' ? { lifecycle: { preStop: { sleep: { seconds: DRAIN.toSeconds() } } } } : {}),
            },
          ],
          volumes: [SCRATCH_VOLUME],
          ...(mode === 'Standard' ? podSettings(name) : {}),
        },
      },
    });
    this.node.addValidation({
      validate: () => [
        ...replicasProblems(props),
        ...predictorScaleProblems(mode, props, [renderedContainer(container)], props.kubernetesMinor).map(problemText),
      ],
    });
  }
}

function predictorContainer(props: KservePredictorProps): k8s.Container {
  const isKnative = props.mode === 'Knative';
  return restrictedContainer({
    name: CONTAINER,
    image: props.image,
    resources: props.resources,
    port: { number: props.port, name: isKnative ? KNATIVE_PORT_NAME : 'http' },
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

/** Settings of the pod; Knative's default feature flags leave them out. */
function podSettings(name: string): Record<string, unknown> {
  const spread: k8s.TopologySpreadConstraint = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorOf(name) },
  };
  return {
    securityContext: RESTRICTED_POD,
    terminationGracePeriodSeconds: TERMINATION_GRACE.toSeconds(),
    topologySpreadConstraints: [spread],
  };
}
