import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { KNATIVE_PORT_NAME } from '../autoscaling/knative-service';
import { predictorScale, predictorScaleProblems, type KserveMode } from './scale';
import { spreadOverNodes } from '../pod/deployment';
import { labelsOf } from '../pod/labels';
import { k8s } from '../pod/plus';
import { SCRATCH_VOLUME } from '../pod/container';
import { RESTRICTED_POD } from '../pod/security';
import { replicasProblems, type ScalableProps } from '../autoscaling/scalable-deployment';
import { fromSettings, problemText } from '../setting';

/** The name by which KServe knows the model's container. */
export const MODEL_CONTAINER = 'kserve-container';

export interface InferenceServiceProps extends ScalableProps {
  /** KServe names what it makes `<name>-predictor`. */
  readonly name: string;
  /** What KServe makes of it: Deployment, Service and autoscaler, or a Knative Service. */
  readonly mode: KserveMode;
  /** From `restrictedContainer`, called `MODEL_CONTAINER`. */
  readonly container: k8s.Container;
  /**
   * Volumes besides `/tmp`.
   * @default - none
   */
  readonly otherVolumes?: readonly k8s.Volume[];
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * Taints of nodes that the pods may run on nevertheless; Standard mode only.
   * @default - none
   */
  readonly tolerations?: readonly k8s.Toleration[];
  /** From SIGTERM (and the drain before it) to SIGKILL; Standard mode only. */
  readonly terminationGrace: Duration;
}

/** Pause before SIGTERM in which the Service stops sending to the pod. */
const DRAIN = Duration.seconds(3);

/** An InferenceService with its own predictor container, under the `restricted` standard. */
export class InferenceService extends Construct {
  public constructor(scope: Construct, id: string, props: InferenceServiceProps) {
    super(scope, id);
    const { name, mode, container, otherVolumes = [], podAnnotations = {} } = props;
    const { predictor, annotations, settings } = predictorScale(mode, props);
    const revisionAnnotations = predictor['annotations'] as Readonly<Record<string, string>> | undefined;
    const ofPods = { ...podAnnotations, ...revisionAnnotations };
    const service = new ApiObject(this, 'inference-service', {
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
          ...(Object.keys(ofPods).length === 0 ? {} : { annotations: ofPods }),
          automountServiceAccountToken: false,
          containers: [
            {
              ...(k8s.toJson_Container(container) as object),
              // Knative's queue-proxy drains by itself.
              ...(mode === 'Standard' ? { lifecycle: { preStop: { sleep: { seconds: DRAIN.toSeconds() } } } } : {}),
            },
          ],
          volumes: [...otherVolumes, SCRATCH_VOLUME].map(k8s.toJson_Volume),
          ...(mode === 'Standard' ? podSettings(props) : {}),
        },
      },
    });
    fromSettings(service, settings);
    this.node.addValidation({
      validate: () => [...replicasProblems(props), ...predictorScaleProblems(mode, props).map(problemText)],
    });
  }
}

/** Knative takes no other name for the port that it proxies to. */
export function httpPortName(mode: KserveMode): string {
  return mode === 'Knative' ? KNATIVE_PORT_NAME : 'http';
}

/** Settings of the pod; Knative's default feature flags leave them out. */
function podSettings({ name, terminationGrace, tolerations }: InferenceServiceProps): Record<string, unknown> {
  return {
    securityContext: RESTRICTED_POD,
    terminationGracePeriodSeconds: terminationGrace.toSeconds(),
    ...(tolerations === undefined ? {} : { tolerations }),
    topologySpreadConstraints: spreadOverNodes(name),
  };
}
