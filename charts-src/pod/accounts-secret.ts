import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../../contract';
import { labelsOf, type Component } from './labels';
import type { k8s } from './plus';

/** On a Secret of accounts: the accounts that it holds a password of. */
export const ACCOUNTS_ANNOTATION = 'ml-scaling-lab/accounts';
/** Long enough that nobody guesses a password, nor finds it by its hash. */
const PASSWORD_BYTES = 24;

export interface AccountsSecretProps {
  readonly name: string;
  readonly component: Component;
  readonly accounts: readonly string[];
}

/** A Secret without values. They are drawn where the lab runs, and its manifest says for which accounts. */
export class AccountsSecret extends Construct {
  public constructor(scope: Construct, id: string, { name, component, accounts }: AccountsSecretProps) {
    super(scope, id);
    new ApiObject(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name,
        labels: labelsOf(name, component),
        annotations: {
          [ACCOUNTS_ANNOTATION]: accounts.join(','),
          'kubernetes.io/description':
            'pulumi up and ./lab up draw the passwords, once for each lab; docs/async-inference.md has the commands for kubectl.',
        },
      },
      type: 'Opaque',
    });
  }
}

/** A password, and its SHA-256 in hexadecimal for whoever only has to check it. */
type Form = 'password' | 'sha256';

const keyOf = (account: string, form: Form): string => `${account}-${form}`;

/** `QUEUE_SHA256`: a variable with one value of a Secret of accounts. */
export function accountEnv(name: string, secret: string, account: string, form: Form): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: accountKey(secret, account, form) } };
}

/** Where a Secret of accounts holds a value. */
export function accountKey(secret: string, account: string, form: Form): { readonly name: string; readonly key: string } {
  return { name: secret, key: keyOf(account, form) };
}

/** The accounts whose passwords an object waits for; none for what is no Secret of accounts. */
export function accountsIn({ kind, metadata }: KubernetesObject): string[] {
  const accounts = kind === 'Secret' ? metadata.annotations?.[ACCOUNTS_ANNOTATION] : undefined;
  return accounts?.split(',') ?? [];
}

/** @param random draws that many bytes that nobody can foresee */
export function drawPassword(random: (bytes: number) => Buffer): string {
  return random(PASSWORD_BYTES).toString('hex');
}

/** What a Secret of accounts holds. @param passwords by account */
export function accountValues(passwords: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(passwords).flatMap(([account, password]) => [
      [keyOf(account, 'password'), password],
      [keyOf(account, 'sha256'), createHash('sha256').update(password).digest('hex')],
    ]),
  );
}

/** Values for a Secret that waits for passwords, drawn anew; none for any other object. */
export function drawnValues(object: KubernetesObject, random: (bytes: number) => Buffer): Record<string, string> {
  return accountValues(Object.fromEntries(accountsIn(object).map((account) => [account, drawPassword(random)])));
}
