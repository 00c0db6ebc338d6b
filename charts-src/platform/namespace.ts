import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { PART_OF } from '../pod/labels';
import { k8s } from '../pod/plus';

export interface LabNamespaceProps {
  readonly name: string;
  /** 34 for Kubernetes 1.34: the version of the Pod Security Standards to hold to. */
  readonly kubernetesMinor: number;
}

/** The namespace everything lives in; it admits pods of the `restricted` Pod Security Standard only. */
export class LabNamespace extends Construct {
  public constructor(scope: Construct, id: string, props: LabNamespaceProps) {
    super(scope, id);
    const levels = ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, `v1.${props.kubernetesMinor}`],
    ]);
    const namespace = new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: props.name,
        labels: { 'app.kubernetes.io/part-of': PART_OF, ...(Object.fromEntries(levels) as Record<string, string>) },
      },
    });
    // Charts give every object their namespace, and a Namespace is in none.
    namespace.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
}
