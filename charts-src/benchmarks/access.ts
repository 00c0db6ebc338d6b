import { Construct } from 'constructs';
import { labelsOf } from '../pod/labels';
import { k8s } from '../pod/plus';

/** What a benchmark does through the Kubernetes API: watch what it measures, and write its result. */
const RULES: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['get', 'list'] },
  { apiGroups: ['serving.knative.dev'], resources: ['services'], verbs: ['get', 'list'] },
  { apiGroups: ['keda.sh'], resources: ['scaledobjects'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'get', 'update'] },
];

/** The account of benchmark Jobs, and what it may do in its own namespace. */
export class BenchmarkAccess extends Construct {
  public static readonly NAME = 'benchmark';

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const name = BenchmarkAccess.NAME;
    const metadata = { name, labels: labelsOf(name, 'benchmark') };
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRole(this, 'role', { metadata, rules: [...RULES] });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
  }
}
