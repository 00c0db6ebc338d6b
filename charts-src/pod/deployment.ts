import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { labelsOf, selectorOf, type Component } from './labels';
import { k8s } from './plus';
import { SCRATCH_VOLUME, type NamedPort } from './container';
import { RESTRICTED_POD } from './security';

/** Who says how many pods there are. */
export type ReplicaOwner =
  { readonly owner: 'manifest'; readonly replicas: number } | { readonly owner: 'autoscaler'; readonly minReplicas: number };

export interface RestrictedDeploymentProps {
  /** Name of the Deployment, of its pods' `app.kubernetes.io/name` and of everything that targets it. */
  readonly name: string;
  readonly component: Component;
  /** From `restrictedContainer`. */
  readonly container: k8s.Container;
  readonly scale: ReplicaOwner;
  /** From SIGTERM (and the drain before it) to SIGKILL. */
  readonly terminationGrace: Duration;
  /**
   * Pause before SIGTERM in which Services stop sending to the pod.
   * @default - none: nothing is sent to the pod through a Service
   */
  readonly drain?: Duration;
  /**
   * Account whose token the pods get, to speak to the Kubernetes API.
   * @default - none
   */
  readonly serviceAccountName?: string;
}

/** A Deployment under the `restricted` standard, spread over nodes, with a disruption budget where it keeps more than one pod. */
export class RestrictedDeployment extends Construct {
  public constructor(scope: Construct, id: string, props: RestrictedDeploymentProps) {
    super(scope, id);
    const { name, scale, drain, terminationGrace } = props;
    const labels = labelsOf(name, props.component);
    const selector = { matchLabels: selectorOf(name) };

    // A plain ApiObject: the typed one drops fields that are newer than its 1.28 types, and `preStop.sleep` is.
    const deployment = new ApiObject(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: k8s.toJson_DeploymentSpec({
        ...(scale.owner === 'manifest' ? { replicas: scale.replicas } : {}),
        selector,
        template: {
          metadata: { labels },
          spec: {
            ...(props.serviceAccountName === undefined ? {} : { serviceAccountName: props.serviceAccountName }),
            automountServiceAccountToken: props.serviceAccountName !== undefined,
            containers: [props.container],
            securityContext: RESTRICTED_POD,
            terminationGracePeriodSeconds: terminationGrace.toSeconds(),
            topologySpreadConstraints: spreadOverNodes(name),
            volumes: [SCRATCH_VOLUME],
          },
        },
      }),
    });
    if (drain !== undefined) pauseBeforeStop(deployment, drain);

    const kept = scale.owner === 'manifest' ? scale.replicas : scale.minReplicas;
    if (kept > 1)
      new k8s.KubePodDisruptionBudget(this, 'disruption-budget', {
        metadata: { name, labels },
        spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector },
      });

    this.node.addValidation({
      validate: () =>
        drain !== undefined && drain.toSeconds() >= terminationGrace.toSeconds()
          ? [
              `drain: ${drain.toSeconds()} s is not below terminationGrace ${terminationGrace.toSeconds()} s, so SIGKILL comes first`,
            ]
          : [],
    });
  }
}

/** As evenly as nodes allow; a pod that fits no such node runs all the same. */
export function spreadOverNodes(name: string): k8s.TopologySpreadConstraint[] {
  const labelSelector = { matchLabels: selectorOf(name) };
  return [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector }];
}

function pauseBeforeStop(deployment: ApiObject, drain: Duration): void {
  deployment.addJsonPatch(
    JsonPatch.add('/spec/template/spec/containers/0/lifecycle', { preStop: { sleep: { seconds: drain.toSeconds() } } }),
  );
}

/** A ClusterIP Service in front of the pods of that name, on the container's own ports. */
export class ClusterService extends Construct {
  public constructor(scope: Construct, id: string, props: ClusterServiceProps) {
    super(scope, id);
    const { name } = props;
    new k8s.KubeService(this, 'service', {
      metadata: { name, labels: labelsOf(name, props.component) },
      spec: {
        selector: selectorOf(name),
        ports: [props.port, ...(props.otherPorts ?? [])].map((port) => ({
          name: port.name,
          port: port.number,
          targetPort: k8s.IntOrString.fromString(port.name),
        })),
      },
    });
  }
}

export interface ClusterServiceProps {
  readonly name: string;
  readonly component: Component;
  readonly port: NamedPort;
  /**
   * Further ports, for other protocols.
   * @default - none
   */
  readonly otherPorts?: readonly NamedPort[];
}
