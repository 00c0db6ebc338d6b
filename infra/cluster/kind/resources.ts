import * as pulumi from '@pulumi/pulumi';
import type { KindClusterInputs, KindClusterState } from './cluster-operations';
import type { KindImageInputs } from './image-operations';
import { loadProviders, type DynamicInputs } from '../../dynamic-providers';

const clusterProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => loadProviders().cluster.create(inputs),
  read: (id, state) => loadProviders().cluster.read(id, state),
  diff: (id, before, after) => loadProviders().cluster.diff(id, before, after),
  update: (id, before, after) => loadProviders().cluster.update(id, before, after),
  delete: (id, state) => loadProviders().cluster.delete(id, state),
};

const imageProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => loadProviders().image.create(inputs),
  read: (id, state) => loadProviders().image.read(id, state),
  diff: (id, before, after) => loadProviders().image.diff(id, before, after),
};

/** A cluster made by kind: made when it is absent, made again when its settings change or when it was deleted elsewhere. */
export class KindClusterResource extends pulumi.dynamic.Resource {
  declare public readonly containerId: pulumi.Output<KindClusterState['containerId']>;
  declare public readonly kubeconfig: pulumi.Output<KindClusterState['kubeconfig']>;
  declare public readonly kubeconfigPath: pulumi.Output<KindClusterState['kubeconfigPath']>;
  declare public readonly name: pulumi.Output<KindClusterState['name']>;

  public constructor(name: string, inputs: DynamicInputs<KindClusterInputs>, options: pulumi.CustomResourceOptions) {
    const outputs = { containerId: undefined, kubeconfig: undefined };
    const secret = { ...options, additionalSecretOutputs: ['kubeconfig'] };
    super(clusterProvider, name, { ...inputs, ...outputs }, secret, 'kind', 'Cluster');
  }
}

/** An image of the lab on the node of a kind cluster. */
export class KindImageResource extends pulumi.dynamic.Resource {
  public constructor(name: string, inputs: DynamicInputs<KindImageInputs>, options: pulumi.CustomResourceOptions) {
    super(imageProvider, name, { ...inputs }, options, 'kind', 'Image');
  }
}
