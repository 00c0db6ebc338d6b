import * as pulumi from '@pulumi/pulumi';
import { loadProviders, type DynamicInputs } from '../dynamic-providers';
import { OWNER_ANNOTATION } from './owner';
import type { ClaimInputs, ClaimState } from './operations';

const claimProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => loadProviders().claim.create(inputs),
  diff: (id, before, after) => loadProviders().claim.diff(id, before, after),
  update: (id, before, after) => loadProviders().claim.update(id, before, after),
};

const guardProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => loadProviders().guard.create(inputs),
  diff: (id, before, after) => loadProviders().guard.diff(id, before, after),
  update: (id, before, after) => loadProviders().guard.update(id, before, after),
  delete: (id, state) => loadProviders().guard.delete(id, state),
};

/** Module of the types of these resources in a stack's state. */
const MODULE = 'owner';

/** The first resource of a stack: it draws the stack's id, and refuses to go on where an object belongs to somebody else. */
export class Claim extends pulumi.dynamic.Resource {
  declare public readonly owner: pulumi.Output<string>;
  declare public readonly ownerId: pulumi.Output<string>;

  public constructor(name: string, inputs: DynamicInputs<ClaimInputs>, options: pulumi.CustomResourceOptions) {
    super(claimProvider, name, { ...inputs, owner: undefined, ownerId: undefined }, options, MODULE, 'Claim');
  }
}

/** The last resource of a stack, so that it goes first: a destroy ends here if something is no longer the stack's own. */
export class Guard extends pulumi.dynamic.Resource {
  public constructor(name: string, inputs: DynamicInputs<ClaimState>, options: pulumi.CustomResourceOptions) {
    super(guardProvider, name, { ...inputs }, options, MODULE, 'Guard');
  }
}

/**
 * Puts the owner on every Kubernetes object that is made below a resource.
 *
 * @param owner value of the annotation; a function, because the claim is made below that resource as well
 */
export function owned(owner: () => pulumi.Input<string>): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    const isObject = type.startsWith('kubernetes:');
    // What is read belongs to whoever made it.
    if (!isObject || (opts as pulumi.CustomResourceOptions).id !== undefined) return undefined;
    const { metadata } = props as { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };
    const annotations = { ...metadata.annotations, [OWNER_ANNOTATION]: owner() };
    return { props: { ...props, metadata: { ...metadata, annotations } }, opts };
  };
}
