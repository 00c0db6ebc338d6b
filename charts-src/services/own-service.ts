import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { IMAGE_PREFIX, UserError, type OwnService as Settings } from '../../contract';
import { KNATIVE_PORT_NAME, KnativeService } from '../autoscaling/knative-service';
import { replicasProblems, ScalableDeployment } from '../autoscaling/scalable-deployment';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { k8s } from '../pod/plus';
import { httpProbes, tcpProbes, type Probes } from '../pod/probes';
import { containerResources } from '../quantities';
import { underSetting } from '../setting';

export interface OwnServiceProps extends Settings {
  readonly name: string;
  readonly podImage: string;
}

/** Requests in flight may take this long after the pod left its Service. */
const TERMINATION_GRACE = Duration.seconds(30);
const DRAIN = Duration.seconds(3);

/** A service of the user's own: Deployment and Service with an HPA or ScaledObject if wanted, or one Knative Service. */
export class OwnService extends Construct {
  public constructor(scope: Construct, id: string, props: OwnServiceProps) {
    super(scope, id);
    const { name } = props;
    const component = 'model-server';
    const { knative } = props.autoscaling ?? {};
    const container = serviceContainer(props);
    if (knative !== undefined) {
      underSetting(new KnativeService(this, 'knative', { name, component, container, settings: knative }), 'autoscaling.knative');
      this.node.addValidation({ validate: () => replicasProblems(props) });
      return;
    }
    new ScalableDeployment(this, 'deployment', {
      name,
      component,
      container,
      replicas: props.replicas,
      autoscaling: props.autoscaling,
      terminationGrace: TERMINATION_GRACE,
      drain: DRAIN,
      service: { port: { number: props.port, name: 'http' } },
    });
  }
}

function serviceContainer(props: OwnServiceProps): k8s.Container {
  const isKnative = props.autoscaling?.knative !== undefined;
  return restrictedContainer({
    name: props.name,
    image: props.podImage,
    resources: containerResources(props.resources),
    port: { number: props.port, name: isKnative ? KNATIVE_PORT_NAME : 'http' },
    probes: probesOf(props),
    env: [
      env('HOST', '0.0.0.0'),
      // Knative sets PORT itself and refuses a manifest that does.
      ...(isKnative ? [] : [env('PORT', props.port), POD_NAME_ENV]),
      ...Object.entries(props.env).map(([name, value]) => env(name, value)),
    ],
  });
}

function probesOf({ port, probes: { ready, alive, startupSeconds } }: OwnServiceProps): Probes {
  const props = { port, startupTimeout: Duration.seconds(startupSeconds) };
  const byPort = tcpProbes(props);
  if (ready === undefined && alive === undefined) return byPort;
  const byPath = httpProbes({ ...props, paths: { ready: ready ?? '/', alive: alive ?? '/' } });
  return {
    ...byPort,
    ...(ready === undefined ? {} : { startupProbe: byPath.startupProbe, readinessProbe: byPath.readinessProbe }),
    ...(alive === undefined ? {} : { livenessProbe: byPath.livenessProbe }),
  };
}

/** The image of a service that only this machine runs: the local engine starts its command in place of it. */
function commandImage(name: string): string {
  return `${IMAGE_PREFIX}/own-${name}:command`;
}

/**
 * The image of a service's pods.
 *
 * @throws UserError for a cluster, when it has none
 */
export function ownImage(name: string, { image, command }: Settings, engine: 'local' | 'cluster'): string {
  if (engine === 'local') {
    if (command !== undefined) return commandImage(name);
    throw new UserError({
      where: `lab.yaml  services.${name}`,
      problem: 'has no command, so this machine cannot run it.',
      fix: `Say how it is started here: services.${name}.command: node server.js`,
      code: 'setting-wrong',
    });
  }
  if (image !== undefined) return image;
  throw new UserError({
    where: `lab.yaml  services.${name}`,
    problem: 'has no image, so no cluster can run it.',
    fix: `Build one and name it: services.${name}.image, or run the lab on this machine.`,
    code: 'setting-wrong',
  });
}
