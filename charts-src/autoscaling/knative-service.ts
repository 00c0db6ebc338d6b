import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { KnativeSettings } from '../../contract';
import { labelsOf, type Component } from '../pod/labels';
import { k8s } from '../pod/plus';
import { SCRATCH_VOLUME } from '../pod/container';
import { fromSettings } from '../setting';

export interface KnativeServiceProps {
  readonly name: string;
  readonly component: Component;
  /** As in lab.yaml: container concurrency, time-out and the revision's annotations. */
  readonly settings: KnativeSettings;
  /**
   * The same container that a Deployment would run. Knative's default feature flags leave pod fields out
   * (`securityContext`, `fieldRef`, grace period, spread), so the container has all that matters.
   */
  readonly container: k8s.Container;
}

/** A Knative Service, reachable inside the cluster only, in place of a Deployment and its Service. */
export class KnativeService extends Construct {
  public constructor(scope: Construct, id: string, props: KnativeServiceProps) {
    super(scope, id);
    const { name, settings } = props;
    const labels = labelsOf(name, props.component);
    const service = new ApiObject(this, 'service', {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name, labels: { ...labels, 'networking.knative.dev/visibility': 'cluster-local' } },
      spec: {
        template: {
          metadata: {
            labels,
            ...(Object.keys(settings.annotations).length === 0 ? {} : { annotations: settings.annotations }),
          },
          spec: {
            automountServiceAccountToken: false,
            containerConcurrency: settings.containerConcurrency,
            timeoutSeconds: settings.timeoutSeconds,
            containers: [k8s.toJson_Container(props.container)],
            volumes: [SCRATCH_VOLUME],
          },
        },
      },
    });
    fromSettings(service, {
      'spec.template.metadata.annotations': 'annotations',
      'spec.template.spec.containerConcurrency': 'containerConcurrency',
      'spec.template.spec.timeoutSeconds': 'timeoutSeconds',
    });
    this.node.addValidation({ validate: () => portProblems(props.container) });
  }
}

/** Knative takes no other names for the port that it proxies to. */
export const KNATIVE_PORT_NAME = 'http1';

/** Ports of the queue-proxy in the same pod (pkg/networking/constants.go, Knative Serving v0.42.2). */
const QUEUE_PROXY_PORTS: readonly number[] = [8008, 8012, 8013, 8022, 9090, 9091];
/** The ports that Knative's own pods talk to: HTTP/1, HTTP/2, probes, autoscaler statistics. */
export const KNATIVE_INGRESS_PORTS: readonly number[] = [8012, 8013, 8022, 9090];

function portProblems(container: k8s.Container): string[] {
  return (container.ports ?? [])
    .filter(({ containerPort }) => QUEUE_PROXY_PORTS.includes(containerPort))
    .map(({ containerPort }) => `port: ${containerPort} is taken by Knative's queue-proxy (${QUEUE_PROXY_PORTS.join(', ')})`);
}
