import * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../../contract';
import { titleOf } from '../../charts-src';
import { annotated, WAIT_FOR } from '../bridge/adjust';
import { AppliedObject } from '../bridge/applied-object';
import { NOT_JUDGED } from '../policy/policies';
import type { AddonParts } from './addon-manifests';
import { Certificates } from './certificates/certificates';

/** When an object counts as up; Pulumi's provider knows by itself for the other kinds. */
const UP: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'condition=Established',
  // Its pods answer, with a certificate that the API server trusts.
  APIService: 'condition=Available',
  // Knative's webhook adds its own certificate. Before that, objects that it should complete are refused or left as they are.
  MutatingWebhookConfiguration: 'jsonpath={.webhooks[0].clientConfig.caBundle}',
  ValidatingWebhookConfiguration: 'jsonpath={.webhooks[0].clientConfig.caBundle}',
};

export interface AddonArgs {
  readonly parts: AddonParts;
  readonly provider: pulumi.ProviderResource;
  /** The cluster and the images. */
  readonly after: readonly pulumi.Resource[];
}

/** A product of others, stage after stage. */
export class Addon extends pulumi.ComponentResource {
  /** What stands when the addon is up. */
  public readonly last: readonly pulumi.Resource[];

  public constructor(name: string, { parts, provider, after }: AddonArgs, options: pulumi.ComponentResourceOptions) {
    super('ml-scaling-lab:platform:Addon', name, {}, options);
    const certificates = new Certificates(parts.stages.flat(), { parent: this });
    let before = after;
    for (const stage of parts.stages) {
      const options = { parent: this, provider, dependsOn: [...before] };
      before = stage.map(
        (object) =>
          certificates.secretFor(object, options) ??
          new AppliedObject(titleOf(object), marked(certificates.trusting(object)), options),
      );
    }
    this.last = before;
    this.registerOutputs({});
  }
}

/** The object with what Pulumi and the policies are to know of it. */
function marked(object: KubernetesObject): KubernetesObject {
  const condition = UP[object.kind];
  return annotated(object, {
    ...(condition === undefined ? {} : { [WAIT_FOR]: condition }),
    ...(object.kind === 'Namespace' ? { [NOT_JUDGED]: 'true' } : {}),
  });
}
