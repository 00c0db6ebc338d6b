import type * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../../contract';
import { accountsIn, accountValues } from '../../charts-src';
import { PasswordsResource } from '../dynamic-resources';

/** The object with the stack's passwords, if it is a Secret that waits for some. They are drawn by the first update, and kept. */
export function withStackPasswords(object: KubernetesObject, options: pulumi.CustomResourceOptions): KubernetesObject {
  const accounts = accountsIn(object);
  if (accounts.length === 0) return object;
  const { passwords } = new PasswordsResource(`Passwords/${object.metadata.name}`, { accounts }, options);
  return { ...object, stringData: passwords.apply(accountValues) };
}
