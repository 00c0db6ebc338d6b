import type * as pulumi from '@pulumi/pulumi';

/**
 * Lets every Kubernetes object below a resource go with the cluster that the stack made: when the cluster is deleted or made
 * anew, none of them is deleted one by one, which a cluster that does not answer, or an object that cannot end, would hold up.
 *
 * @param cluster a function, because the cluster is made below that resource as well; undefined for a cluster of somebody else
 */
export function goneWith(cluster: () => pulumi.Resource | undefined): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    const deletedWith = type.startsWith('kubernetes:') ? cluster() : undefined;
    return deletedWith === undefined ? undefined : { props, opts: { ...opts, deletedWith } };
  };
}
