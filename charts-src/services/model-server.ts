import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { KNATIVE_PORT_NAME, KnativeService } from '../autoscaling/knative-service';
import type { ReadRedis } from '../autoscaling/scaled-object';
import { replicasProblems, ScalableDeployment, type ScalableProps } from '../autoscaling/scalable-deployment';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import { k8s } from '../pod/plus';
import { inferenceThreads, type ContainerResources } from '../quantities';
import { underSetting } from '../setting';

export interface WandbProps {
  /** Share of predictions that are logged, 0 to 1. */
  readonly sampleRate: number;
  /** Secret with the key `api-key`; without it the pods start and log nothing. */
  readonly secretName: string;
}

export interface ModelServerProps extends ScalableProps {
  /**
   * Of its objects and pods.
   * @default ModelServer.NAME
   */
  readonly name?: string;
  readonly image: string;
  readonly port: number;
  readonly resources: ContainerResources;
  /**
   * Log a sample of predictions to W&B.
   * @default - nothing is logged
   */
  readonly wandb?: WandbProps | undefined;
  /**
   * The queue's Redis, for redis triggers that name no server.
   * @default - every redis trigger names its server
   */
  readonly redis?: ReadRedis | undefined;
}

/** Requests in flight may take this long after the pod left its Service. */
const TERMINATION_GRACE = Duration.seconds(30);
const DRAIN = Duration.seconds(3);

/** The FastAPI model server: Deployment and Service with an HPA or ScaledObject if wanted, or one Knative Service. */
export class ModelServer extends Construct {
  public static readonly NAME = 'fastapi';

  public constructor(scope: Construct, id: string, props: ModelServerProps) {
    super(scope, id);
    const { name = ModelServer.NAME } = props;
    const component = 'model-server';
    const { knative } = props.autoscaling ?? {};
    const container = modelContainer(props, knative === undefined ? 'deployment' : 'knative');

    if (knative !== undefined) {
      underSetting(new KnativeService(this, 'knative', { name, component, container, settings: knative }), 'autoscaling.knative');
      this.node.addValidation({ validate: () => replicasProblems(props) });
      return;
    }
    new ScalableDeployment(this, 'deployment', {
      ...props,
      name,
      component,
      container,
      terminationGrace: TERMINATION_GRACE,
      drain: DRAIN,
      service: { port: { number: props.port, name: 'http' } },
    });
  }
}

function modelContainer(props: ModelServerProps, home: 'deployment' | 'knative'): k8s.Container {
  const isKnative = home === 'knative';
  return restrictedContainer({
    name: ModelServer.NAME,
    image: props.image,
    resources: props.resources,
    port: { number: props.port, name: isKnative ? KNATIVE_PORT_NAME : 'http' },
    probes: httpProbes({ port: props.port }),
    env: [
      // Knative sets PORT itself and refuses a manifest that does.
      ...(isKnative ? [] : [env('PORT', props.port), POD_NAME_ENV]),
      env('ORT_INTRA_OP_NUM_THREADS', inferenceThreads(props.resources)),
      ...(props.wandb === undefined ? [] : wandbEnv(props.wandb)),
    ],
  });
}

function wandbEnv(wandb: WandbProps): k8s.EnvVar[] {
  return [
    env('WANDB_MODE', 'online'),
    env('WANDB_SAMPLE_RATE', wandb.sampleRate),
    { name: 'WANDB_API_KEY', valueFrom: { secretKeyRef: { name: wandb.secretName, key: 'api-key', optional: true } } },
  ];
}
