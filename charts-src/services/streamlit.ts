import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { Lab, ServiceName } from '../../contract';
import { JOB_ENV } from '../../contract';
import { targetOf } from './targets';
import { labelsOf } from '../pod/labels';
import { ScalableDeployment } from '../autoscaling/scalable-deployment';
import { env, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import { k8s } from '../pod/plus';
import type { ContainerResources } from '../quantities';

export interface StreamlitProps {
  readonly image: string;
  readonly port: number;
  readonly resources: ContainerResources;
  readonly namespace: string;
  /** Base URL by service, of those that the page offers. */
  readonly addresses: Readonly<Partial<Record<ServiceName, string>>>;
}

/** Services that a person can try, with the variable that tells the page where they are. */
const OFFERED = { fastapi: 'FASTAPI_URL', queue: 'QUEUE_URL', triton: 'TRITON_URL', kserve: 'KSERVE_URL' } as const;
type Offered = keyof typeof OFFERED;

/** What the page watches; it changes nothing. */
const RULES: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: ['get', 'list'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['get', 'list'] },
  { apiGroups: ['keda.sh'], resources: ['scaledobjects'], verbs: ['get', 'list'] },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'list'] },
];
/** Streamlit answers this as soon as it serves. */
const HEALTH = '/_stcore/health';

/** Addresses of the enabled services that the page offers. */
export function offeredAddresses(lab: Lab): Partial<Record<ServiceName, string>> {
  const names = (Object.keys(OFFERED) as Offered[]).filter((name) => lab.services[name].enabled);
  return Object.fromEntries(names.map((name) => [name, targetOf(name, lab, '').url]));
}

/** The page for people: Deployment and Service, with an account that may look at the lab. */
export class Streamlit extends Construct {
  public static readonly NAME = 'streamlit';

  public constructor(scope: Construct, id: string, props: StreamlitProps) {
    super(scope, id);
    const name = Streamlit.NAME;
    const component = 'page';
    const port = { number: props.port, name: 'http' };
    const metadata = { name, labels: labelsOf(name, component) };
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRole(this, 'role', { metadata, rules: [...RULES] });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
    new ScalableDeployment(this, 'deployment', {
      name,
      component,
      // Visitors keep a connection to the pod that knows them.
      replicas: 1,
      service: { port },
      terminationGrace: Duration.seconds(10),
      drain: Duration.seconds(3),
      serviceAccountName: name,
      container: restrictedContainer({
        name,
        image: props.image,
        resources: props.resources,
        port,
        probes: httpProbes({ port: props.port, paths: { ready: HEALTH, alive: HEALTH } }),
        env: [
          env('PORT', props.port),
          env(JOB_ENV.namespace, props.namespace),
          ...(Object.keys(OFFERED) as Offered[]).flatMap((service) => {
            const url = props.addresses[service];
            return url === undefined ? [] : [env(OFFERED[service], url)];
          }),
        ],
      }),
    });
  }
}
