import type * as pulumi from '@pulumi/pulumi';
import { UserError, type KubernetesObject, type Lab } from '../contract';
import type { BridgeOptions } from './bridge/charts';
import { AppliedObject } from './bridge/applied-object';

/** Key under which the model server looks for the API key. */
const SECRET_KEY = 'api-key';

interface WandbSecret {
  /** What is made in the cluster, without its value. */
  readonly objects: readonly KubernetesObject[];
  readonly prepare: NonNullable<BridgeOptions['prepare']>;
}

/**
 * Makes the Secret of the W&B key before the first object whose pods read it. It is no part of the manifests, which carry no
 * value of a secret.
 *
 * @throws UserError when there is a key that no service would use
 */
export function wandbSecret(lab: Lab, apiKey: pulumi.Output<string> | undefined): WandbSecret {
  if (apiKey === undefined) return { objects: [], prepare: () => [] };
  const { wandb } = lab.services.fastapi;
  if (wandb === undefined)
    throw new UserError({
      code: 'wandb-unused',
      where: 'lab:wandbApiKey',
      problem: 'is set, but no service of this profile logs to W&B.',
      fix: 'Set services.fastapi.wandb in lab.yaml, or remove the key: pulumi config rm lab:wandbApiKey',
    });
  const name = wandb.secretName;
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: lab.namespace }, type: 'Opaque' };
  let secret: AppliedObject | undefined;
  return {
    objects: [object],
    prepare: ({ spec }, options) => {
      if (!readsSecret(spec, name)) return [];
      secret ??= new AppliedObject(`Secret/${name}`, { ...object, stringData: { [SECRET_KEY]: apiKey } }, options);
      return [secret];
    },
  };
}

/** Whether an environment variable anywhere in a spec comes from the Secret. */
function readsSecret(spec: unknown, secret: string): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  const { secretKeyRef } = spec as { readonly secretKeyRef?: { readonly name?: string } };
  return secretKeyRef?.name === secret || Object.values(spec).some((inner) => readsSecret(inner, secret));
}
