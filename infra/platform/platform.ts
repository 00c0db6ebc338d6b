import * as pulumi from '@pulumi/pulumi';
import { titleOf } from '../../charts-src';
import { AppliedObject } from '../bridge/applied-object';
import type { Cluster } from '../cluster/contract';
import type { KindSettings } from '../settings';
import { Addon } from './addon';
import type { Addons } from './addon-manifests';
import { metricsServerObjects } from './metrics-server';

export interface PlatformArgs {
  readonly cluster: Cluster;
  readonly settings: KindSettings;
  readonly addons: Addons;
}

/** What a cluster of the lab's own needs besides the lab. A cluster of somebody else is used as it is. */
export class Platform extends pulumi.ComponentResource {
  public readonly objects: readonly AppliedObject[];

  public constructor(name: string, args: PlatformArgs, options: pulumi.ComponentResourceOptions) {
    super('ml-scaling-lab:platform:Platform', name, {}, options);
    const { cluster, settings, addons } = args;
    const { provider, ready } = cluster;
    this.objects = metricsServerObjects(settings.metricsServerImage).map(
      (object) =>
        new AppliedObject(titleOf(object), object, {
          parent: this,
          provider,
          dependsOn: [...ready],
        }),
    );
    for (const [addon, parts] of Object.entries(addons)) new Addon(addon, { parts, provider, after: ready }, { parent: this });
    this.registerOutputs({});
  }
}
