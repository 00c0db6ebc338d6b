import * as pulumi from '@pulumi/pulumi';
import type { KindClusterInputs, KindClusterState } from './cluster-operations';
import type { KindImageInputs } from './image-operations';
import type { providers } from './providers';

type Inputs<Of> = { readonly [Key in keyof Of]: pulumi.Input<Of[Key]> };
type Providers = typeof providers;

/*
 * Pulumi writes the text of these functions into the state and runs them in a process of its own, in the folder of the
 * program. They hold nothing but the way to infra/dynamic.cjs, so the text stays the same whatever the code does.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- imports would become part of the text */
const load = (): Providers => {
  const path = require('node:path') as typeof import('node:path');
  return require(path.resolve('dynamic.cjs')) as Providers;
};
/* eslint-enable @typescript-eslint/no-require-imports */

const clusterProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().cluster.create(inputs),
  read: (id, state) => load().cluster.read(id, state),
  diff: (id, before, after) => load().cluster.diff(id, before, after),
  update: (id, before, after) => load().cluster.update(id, before, after),
  delete: (id, state) => load().cluster.delete(id, state),
};

const imageProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().image.create(inputs),
  read: (id, state) => load().image.read(id, state),
  diff: (id, before, after) => load().image.diff(id, before, after),
};

/** A cluster made by kind: made when it is absent, made again when its settings change or when it was deleted elsewhere. */
export class KindClusterResource extends pulumi.dynamic.Resource {
  declare public readonly containerId: pulumi.Output<KindClusterState['containerId']>;
  declare public readonly kubeconfig: pulumi.Output<KindClusterState['kubeconfig']>;
  declare public readonly kubeconfigPath: pulumi.Output<KindClusterState['kubeconfigPath']>;
  declare public readonly name: pulumi.Output<KindClusterState['name']>;

  public constructor(name: string, inputs: Inputs<KindClusterInputs>, options: pulumi.CustomResourceOptions) {
    const outputs = { containerId: undefined, kubeconfig: undefined };
    const secret = { ...options, additionalSecretOutputs: ['kubeconfig'] };
    super(clusterProvider, name, { ...inputs, ...outputs }, secret, 'kind', 'Cluster');
  }
}

/** An image of the lab on the node of a kind cluster. */
export class KindImageResource extends pulumi.dynamic.Resource {
  public constructor(name: string, inputs: Inputs<KindImageInputs>, options: pulumi.CustomResourceOptions) {
    super(imageProvider, name, { ...inputs }, options, 'kind', 'Image');
  }
}
