import { Construct } from 'constructs';
import type { RestingService } from '../../contract';
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

/** What it may do besides where services take turns: put exactly these to rest and wake them. */
function turnRules(resting: readonly RestingService[]): k8s.PolicyRule[] {
  const named = (kind: RestingService['kind']): string[] => resting.filter((one) => one.kind === kind).map(({ name }) => name);
  const rule = (apiGroup: string, resource: string, resourceNames: string[]): k8s.PolicyRule[] =>
    resourceNames.length === 0 ? [] : [{ apiGroups: [apiGroup], resources: [resource], resourceNames, verbs: ['patch'] }];
  return [
    ...rule('apps', 'deployments/scale', named('Deployment')),
    ...rule('serving.kserve.io', 'inferenceservices', named('InferenceService')),
  ];
}

/** Pods that report nothing themselves are seen through metrics-server. */
const METERED: k8s.PolicyRule = { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'list'] };

export interface BenchmarkAccessProps {
  /** Whether services of the user's own are measured. */
  readonly isMetered: boolean;
  /** Services that benchmarks put to rest and wake. */
  readonly resting: readonly RestingService[];
}

/** The account of benchmark Jobs, and what it may do in its own namespace. */
export class BenchmarkAccess extends Construct {
  public static readonly NAME = 'benchmark';

  public constructor(scope: Construct, id: string, { resting, isMetered }: BenchmarkAccessProps) {
    super(scope, id);
    const name = BenchmarkAccess.NAME;
    const metadata = { name, labels: labelsOf(name, 'benchmark') };
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRole(this, 'role', { metadata, rules: [...RULES, ...(isMetered ? [METERED] : []), ...turnRules(resting)] });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
  }
}
