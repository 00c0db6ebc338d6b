import * as pulumi from '@pulumi/pulumi';
import { Provider } from '@pulumi/kubernetes/provider';
import type { ExistingSettings } from '../../settings';
import type { Cluster } from '../contract';

/** A cluster that somebody else keeps. The stack touches nothing there but the lab's own namespace. */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  public readonly kind = 'existing';
  public readonly provider: Provider;
  public readonly ready: readonly pulumi.Resource[] = [];
  public readonly kubeconfigPath: pulumi.Output<string>;
  public readonly kubeconfig = undefined;
  public readonly made = undefined;

  public constructor(name: string, settings: ExistingSettings, options: pulumi.ComponentResourceOptions) {
    super('ml-scaling-lab:cluster:Existing', name, {}, options);
    this.provider = new Provider(
      name,
      {
        kubeconfig: settings.kubeconfig,
        enableConfigMapMutable: true,
        ...(settings.context === undefined ? {} : { context: settings.context }),
      },
      { parent: this },
    );
    this.kubeconfigPath = pulumi.output(settings.kubeconfig);
    this.registerOutputs({});
  }
}
