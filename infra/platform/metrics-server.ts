import type { KubernetesObject } from '../../contract';

/** Of the project kubernetes-sigs/metrics-server. */
const IMAGE = 'registry.k8s.io/metrics-server/metrics-server:v0.9.0';
const NAME = 'metrics-server';
const NAMESPACE = 'kube-system';
const RBAC = 'rbac.authorization.k8s.io';
const PORT = 10_250;
/** User of the upstream image. */
const USER = 1000;

/**
 * metrics-server for a kind cluster: what `kubectl top` and HPAs on CPU read. It scrapes every 10 s instead of 15 s, because
 * a lab that scales within a minute should not wait for metrics, and it takes the kubelet's own certificate, which no
 * authority signs on kind.
 */
export function metricsServerObjects(image: string = IMAGE): KubernetesObject[] {
  const metadata = { name: NAME, namespace: NAMESPACE, labels: { 'k8s-app': NAME } };
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }];
  const clusterBinding = (name: string, role: string): KubernetesObject => ({
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects,
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name: `system:${NAME}` },
      rules: [
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { ...metadata, name: `${NAME}-auth-reader` },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects,
    },
    clusterBinding(`${NAME}:system:auth-delegator`, 'system:auth-delegator'),
    clusterBinding(`system:${NAME}`, `system:${NAME}`),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { 'k8s-app': NAME }, ports: [{ name: 'https', port: 443, targetPort: 'https' }] },
    },
    deployment(image, metadata),
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        service: { name: NAME, namespace: NAMESPACE },
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ];
}

function deployment(image: string, metadata: KubernetesObject['metadata']): KubernetesObject {
  const probe = (path: string) => ({ httpGet: { path, port: 'https', scheme: 'HTTPS' }, periodSeconds: 5 });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: { 'k8s-app': NAME } },
      template: {
        metadata: { labels: { 'k8s-app': NAME } },
        spec: {
          serviceAccountName: NAME,
          priorityClassName: 'system-cluster-critical',
          containers: [
            {
              name: NAME,
              image,
              imagePullPolicy: 'IfNotPresent',
              args: [
                '--cert-dir=/tmp',
                `--secure-port=${PORT}`,
                '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
                '--kubelet-use-node-status-port',
                '--kubelet-insecure-tls',
                '--metric-resolution=10s',
                // Must be below the resolution.
                '--kubelet-request-timeout=5s',
              ],
              ports: [{ name: 'https', containerPort: PORT }],
              readinessProbe: probe('/readyz'),
              livenessProbe: { ...probe('/livez'), failureThreshold: 6 },
              startupProbe: { ...probe('/livez'), failureThreshold: 24 },
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: USER,
                seccompProfile: { type: 'RuntimeDefault' },
              },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}
