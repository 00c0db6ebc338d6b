import * as pulumi from '@pulumi/pulumi';
import { version } from '@pulumi/kubernetes/package.json';
import type { KubernetesObject } from '../../contract';
import { typeToken } from './type-token';

/** Fields of a Secret that hold what is secret. */
const SECRET_FIELDS = ['data', 'stringData'] as const;

/** An object of the Kubernetes API, of any kind, with exactly the fields that it is given. */
export class AppliedObject extends pulumi.CustomResource {
  /** As the API server reports it; unknown in previews. */
  declare public readonly status: pulumi.Output<unknown>;
  declare public readonly metadata: pulumi.Output<KubernetesObject['metadata']>;
  /** Of a ConfigMap. */
  declare public readonly data: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  declare public readonly binaryData: pulumi.Output<Readonly<Record<string, string>> | undefined>;

  public constructor(name: string, object: KubernetesObject, options: pulumi.CustomResourceOptions) {
    super(
      typeToken(object),
      name,
      // For reading, the provider gets the id alone: with the kind as well, it takes the object for one without a namespace.
      options.id === undefined ? { ...outputsOf(object), ...inputsOf(object) } : outputsOf(object),
      pulumi.mergeOptions(optionsOf(object), options),
    );
  }

  /** Reads an object that the stack does not own. */
  public static read(
    name: string,
    { apiVersion, kind, id }: { readonly apiVersion: string; readonly kind: string; readonly id: pulumi.Input<pulumi.ID> },
    options: pulumi.CustomResourceOptions,
  ): AppliedObject {
    return new AppliedObject(name, { apiVersion, kind, metadata: { name } }, { ...options, id });
  }
}

/** Properties that Pulumi fills in. It leaves out any that is not named here. */
function outputsOf({ kind }: KubernetesObject): pulumi.Inputs {
  return { metadata: undefined, status: undefined, ...(kind === 'ConfigMap' ? { data: undefined, binaryData: undefined } : {}) };
}

function inputsOf(object: KubernetesObject): pulumi.Inputs {
  const inputs: Record<string, unknown> = { ...object };
  if (isSecret(object))
    for (const field of SECRET_FIELDS) if (inputs[field] !== undefined) inputs[field] = pulumi.secret(inputs[field]);
  return inputs;
}

function optionsOf(object: KubernetesObject): pulumi.CustomResourceOptions {
  return { version, ...(isSecret(object) ? { additionalSecretOutputs: [...SECRET_FIELDS] } : {}) };
}

function isSecret({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}
