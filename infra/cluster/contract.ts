import type * as pulumi from '@pulumi/pulumi';
import type { ClusterKind } from '../settings';

/** A Kubernetes cluster that the lab can be put on, made by the stack or by others. */
export interface Cluster {
  readonly kind: ClusterKind;
  /** The provider of every Kubernetes resource of the stack. */
  readonly provider: pulumi.ProviderResource;
  /** Pods may be made after these: the cluster runs and has their images. */
  readonly ready: readonly pulumi.Resource[];
  readonly kubeconfigPath: pulumi.Output<string>;
  /** The cluster itself, where the stack makes it: when it goes, everything on it is gone. */
  readonly made: pulumi.Resource | undefined;
  /** Contents of the kubeconfig of a cluster that the stack made; a kubeconfig of the user's own is never copied. */
  readonly kubeconfig: pulumi.Output<string> | undefined;
}
