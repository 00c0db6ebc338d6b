import type * as pulumi from '@pulumi/pulumi';
import { OWNER_ANNOTATION } from './owner';

/**
 * Puts the owner on every Kubernetes object that is made below a resource.
 *
 * @param owner value of the annotation; a function, because the claim is made below that resource as well
 */
export function owned(owner: () => pulumi.Input<string>): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    const isObject = type.startsWith('kubernetes:');
    // An object that is only read belongs to whoever made it.
    if (!isObject || (opts as pulumi.CustomResourceOptions).id !== undefined) return undefined;
    const { metadata } = props as { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };
    const annotations = { ...metadata.annotations, [OWNER_ANNOTATION]: owner() };
    return { props: { ...props, metadata: { ...metadata, annotations } }, opts };
  };
}
