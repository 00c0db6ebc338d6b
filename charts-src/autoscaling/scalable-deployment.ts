import { Construct } from 'constructs';
import type { Autoscaling } from '../../contract';
import {
  ClusterService,
  RestrictedDeployment,
  type ClusterServiceProps,
  type ReplicaOwner,
  type RestrictedDeploymentProps,
} from '../pod/deployment';
import { problemText, underSetting, type Problem } from '../setting';
import { HorizontalAutoscaler } from './hpa';
import { ScaledObject, type ReadRedis } from './scaled-object';

/** Settings of a service. The manifest or an autoscaler sets its number of pods, never both. */
export interface ScalableProps {
  /**
   * Fixed number of pods.
   * @default 1, or none with autoscaling
   */
  readonly replicas?: number | undefined;
  /**
   * What decides on the number of pods.
   * @default - nothing does; `replicas` holds
   */
  readonly autoscaling?: Autoscaling | undefined;
}

export interface ScalableDeploymentProps extends ScalableProps, Omit<RestrictedDeploymentProps, 'scale'> {
  /**
   * Ports behind a Service of the same name.
   * @default - nothing is sent to the pods
   */
  readonly service?: Pick<ClusterServiceProps, 'port' | 'otherPorts'>;
  /**
   * For redis triggers that name no server.
   * @default - every redis trigger names its server
   */
  readonly redis?: ReadRedis | undefined;
  /**
   * Why Knative cannot run these pods, and what can scale them.
   * @default - the caller makes a Knative Service when lab.yaml asks for one
   */
  readonly notKnative?: Pick<Problem, 'problem' | 'fix'>;
}

const DEFAULT_REPLICAS = 1;

/** A Deployment with the Service in front of it and the HPA or ScaledObject that lab.yaml asks for. */
export class ScalableDeployment extends Construct {
  public constructor(scope: Construct, id: string, props: ScalableDeploymentProps) {
    super(scope, id);
    const { name, component, service, redis, notKnative } = props;
    const { hpa, keda, knative } = props.autoscaling ?? {};
    new RestrictedDeployment(this, 'pods', { ...props, scale: replicaOwner(props) });
    if (service !== undefined) new ClusterService(this, 'service', { name, component, ...service });
    if (hpa !== undefined)
      underSetting(new HorizontalAutoscaler(this, 'hpa', { name, component, settings: hpa }), 'autoscaling.hpa');
    if (keda !== undefined)
      underSetting(new ScaledObject(this, 'keda', { name, component, settings: keda, redis }), 'autoscaling.keda');
    this.node.addValidation({
      validate: () => [
        ...replicasProblems(props),
        ...(knative === undefined || notKnative === undefined
          ? []
          : [problemText({ field: 'autoscaling.knative', ...notKnative })]),
      ],
    });
  }
}

function replicaOwner({ replicas, autoscaling }: ScalableProps): ReplicaOwner {
  if (autoscaling === undefined) return { owner: 'manifest', replicas: replicas ?? DEFAULT_REPLICAS };
  const { hpa, keda } = autoscaling;
  return { owner: 'autoscaler', minReplicas: hpa?.minReplicas ?? keda?.minReplicaCount ?? 0 };
}

/** For `addValidation`: with a number in the manifest, every apply would undo the autoscaler's decision. */
export function replicasProblems({ replicas, autoscaling }: ScalableProps): string[] {
  const owners = Object.entries(autoscaling ?? {}).flatMap(([kind, settings]) => (settings === undefined ? [] : [kind]));
  const problems: string[] = [];
  if (owners.length > 1) problems.push(`autoscaling: ${owners.join(' and ')} would fight over the same pods; give one`);
  if (replicas !== undefined && owners.length > 0)
    problems.push(`replicas: ${replicas} is set beside autoscaling.${owners[0] ?? ''}, which owns the number of pods; give one`);
  return problems;
}
