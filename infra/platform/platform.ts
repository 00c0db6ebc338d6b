import * as pulumi from '@pulumi/pulumi';
import { titleOf } from '../../charts-src';
import { AppliedObject } from '../bridge/applied-object';
import type { Cluster } from '../cluster/contract';
import type { KindSettings } from '../settings';
import { Addon } from './addon';
import { ADDON_NAMES, type AddonName } from '../cluster/added-groups';
import type { Addons } from './addon-manifests';
import { metricsServerObjects } from './metrics-server';

/** Addons that an addon looks for once, when it starts. They come before it in the list of names too. */
const LOOKS_FOR: Readonly<Record<AddonName, readonly AddonName[]>> = { knative: [], keda: [], kserve: ['knative', 'keda'] };

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
    const made = new Map<string, Addon>();
    for (const name of ADDON_NAMES) {
      const parts = addons[name];
      if (parts === undefined) continue;
      const before = LOOKS_FOR[name].flatMap((other) => made.get(other)?.last ?? []);
      made.set(name, new Addon(name, { parts, provider, after: [...ready, ...before] }, { parent: this }));
    }
    this.registerOutputs({});
  }
}
