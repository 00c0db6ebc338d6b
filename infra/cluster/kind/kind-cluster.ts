import * as pulumi from '@pulumi/pulumi';
import { Provider } from '@pulumi/kubernetes/provider';
import { join } from 'node:path';
import type { KindSettings } from '../../settings';
import type { Cluster } from '../contract';
import { KindClusterResource, KindImagesResource } from '../../dynamic-resources';

export interface KindClusterArgs {
  readonly settings: KindSettings;
  /** Folder for the cluster's files. */
  readonly folder: string;
  /** Images that pods of the lab are made of. */
  readonly images: readonly string[];
}

/** A kind cluster of the lab's own, with the images of the lab on its node. */
export class KindCluster extends pulumi.ComponentResource implements Cluster {
  public readonly kind = 'kind';
  public readonly provider: Provider;
  public readonly ready: readonly pulumi.Resource[];
  public readonly kubeconfigPath: pulumi.Output<string>;
  public readonly made: pulumi.Resource;
  public readonly kubeconfig: pulumi.Output<string>;

  public constructor(name: string, args: KindClusterArgs, options: pulumi.ComponentResourceOptions) {
    super('ml-scaling-lab:cluster:Kind', name, {}, options);
    const { settings } = args;
    const cluster = new KindClusterResource(
      settings.name,
      {
        name: settings.name,
        apiServerPort: settings.apiServerPort,
        nodeImage: settings.nodeImage,
        kubeconfigPath: join(args.folder, 'kubeconfig'),
      },
      { parent: this },
    );
    const images = new KindImagesResource(
      'images',
      { images: [...args.images], cluster: cluster.name, containerId: cluster.containerId },
      { parent: this },
    );
    // Unknown until there is a cluster, so that a first preview asks none.
    this.kubeconfigPath = pulumi.all([cluster.kubeconfigPath, cluster.containerId]).apply(([path]) => path);
    this.provider = new Provider(
      name,
      {
        // The path, not the contents: a cluster that is made again keeps its path, and its objects are known by the container.
        kubeconfig: this.kubeconfigPath,
        clusterIdentifier: cluster.containerId,
        enableConfigMapMutable: true,
      },
      { parent: this },
    );
    this.made = cluster;
    this.ready = [cluster, images];
    this.kubeconfig = pulumi.secret(cluster.kubeconfig);
    this.registerOutputs({ kubeconfigPath: this.kubeconfigPath });
  }
}
