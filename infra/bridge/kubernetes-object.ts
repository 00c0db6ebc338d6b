import * as pulumi from '@pulumi/pulumi';
import { version } from '@pulumi/kubernetes/package.json';
import type { KubeObject } from '../../charts-src';
import { typeToken } from './type-token';

/** Fields of a Secret that hold what is secret. */
const SECRET_FIELDS = ['data', 'stringData'] as const;

/** An object of the Kubernetes API, of any kind, with exactly the fields that it is given. */
export class KubernetesObject extends pulumi.CustomResource {
  /** As the API server reports it; unknown in previews. */
  declare public readonly status: pulumi.Output<unknown>;
  declare public readonly metadata: pulumi.Output<KubeObject['metadata']>;
  /** Of a ConfigMap. */
  declare public readonly data: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  declare public readonly binaryData: pulumi.Output<Readonly<Record<string, string>> | undefined>;

  public constructor(name: string, object: KubeObject, options: pulumi.CustomResourceOptions) {
    super(typeToken(object), name, inputsOf(object), pulumi.mergeOptions(optionsOf(object), options));
  }

  /** Reads an object that the stack does not own. */
  public static read(
    name: string,
    { apiVersion, kind, id }: { readonly apiVersion: string; readonly kind: string; readonly id: pulumi.Input<pulumi.ID> },
    options: pulumi.CustomResourceOptions,
  ): KubernetesObject {
    const object = { apiVersion, kind, metadata: undefined } as unknown as KubeObject;
    return new KubernetesObject(name, object, { ...options, id });
  }
}

function inputsOf(object: KubeObject): pulumi.Inputs {
  const outputs = { status: undefined, ...(object.kind === 'ConfigMap' ? { data: undefined, binaryData: undefined } : {}) };
  const inputs: Record<string, unknown> = { ...outputs, ...object };
  if (isSecret(object))
    for (const field of SECRET_FIELDS) if (inputs[field] !== undefined) inputs[field] = pulumi.secret(inputs[field]);
  return inputs;
}

function optionsOf(object: KubeObject): pulumi.CustomResourceOptions {
  return { version, ...(isSecret(object) ? { additionalSecretOutputs: [...SECRET_FIELDS] } : {}) };
}

function isSecret({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}
