import type { KubernetesObject } from '../../contract';

/** Where Knative itself is: network policies let it through to revisions, and benchmarks to it. */
export const KNATIVE_NAMESPACE = 'knative-serving';
const NAME = 'knative-ingress';
/** Service for cluster-local routes too. */
export const PRIVATE_SERVICE = `${NAME}-internal`;
const RBAC = 'rbac.authorization.k8s.io';
const PORTS = { public: 8080, private: 8081, admin: 8082 } as const;

export interface KnativeIngressProps {
  readonly image: string;
  /** KIngress objects of this class are served. */
  readonly ingressClass: string;
}

/** The ingress of apps/knative-ingress: what it may do, its pod, and the Services that lead to it. */
export function knativeIngressObjects({ image, ingressClass }: KnativeIngressProps): KubernetesObject[] {
  const labels = { 'app.kubernetes.io/name': NAME };
  const metadata = { name: NAME, namespace: KNATIVE_NAMESPACE, labels };
  const clusterName = `${KNATIVE_NAMESPACE}:${NAME}`;
  const service = (name: string, targetPort: keyof typeof PORTS): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, name },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort }] },
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name: clusterName, labels },
      rules: [
        { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['networking.internal.knative.dev'], resources: ['ingresses'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['networking.internal.knative.dev'], resources: ['ingresses/status'], verbs: ['patch'] },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: clusterName, labels },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: clusterName },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: KNATIVE_NAMESPACE }],
    },
    service(NAME, 'public'),
    service(PRIVATE_SERVICE, 'private'),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        // One: a KIngress is called ready when this one has read it.
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: pod(image, ingressClass) },
      },
    },
  ];
}

function pod(image: string, ingressClass: string): object {
  const domain = (name: string): string => `${name}.${KNATIVE_NAMESPACE}.svc.cluster.local`;
  const probe = (path: string): object => ({ httpGet: { path, port: 'admin' }, periodSeconds: 5 });
  return {
    serviceAccountName: NAME,
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: 20,
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: NAME,
        image,
        imagePullPolicy: 'IfNotPresent',
        env: Object.entries({
          INGRESS_CLASS: ingressClass,
          PUBLIC_DOMAIN: domain(NAME),
          PRIVATE_DOMAIN: domain(PRIVATE_SERVICE),
          PUBLIC_PORT: String(PORTS.public),
          PRIVATE_PORT: String(PORTS.private),
          ADMIN_PORT: String(PORTS.admin),
        }).map(([name, value]) => ({ name, value })),
        ports: Object.entries(PORTS).map(([name, containerPort]) => ({ name, containerPort })),
        readinessProbe: { ...probe('/readyz'), periodSeconds: 2 },
        livenessProbe: probe('/healthz'),
        startupProbe: { ...probe('/healthz'), periodSeconds: 1, failureThreshold: 60 },
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { cpu: '1', memory: '192Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        },
      },
    ],
  };
}
