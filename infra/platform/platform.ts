import * as pulumi from '@pulumi/pulumi';
import { titleOf } from '../../charts-src';
import { KubernetesObject } from '../bridge/kubernetes-object';
import type { Cluster } from '../cluster/contract';
import type { KindSettings } from '../settings';
import { metricsServerObjects } from './metrics-server';

/** What a cluster of the lab's own needs besides the lab. A cluster of somebody else is used as it is. */
export class Platform extends pulumi.ComponentResource {
  public readonly objects: readonly KubernetesObject[];

  public constructor(name: string, cluster: Cluster, settings: KindSettings, options: pulumi.ComponentResourceOptions) {
    super('ml-scaling-lab:platform:Platform', name, {}, options);
    this.objects = metricsServerObjects(settings.metricsServerImage).map(
      (object) =>
        new KubernetesObject(titleOf(object), object, {
          parent: this,
          provider: cluster.provider,
          dependsOn: [...cluster.ready],
        }),
    );
    this.registerOutputs({});
  }
}
