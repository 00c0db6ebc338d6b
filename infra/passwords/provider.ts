import { randomBytes } from 'node:crypto';
import type * as dynamic from '@pulumi/pulumi/dynamic';
import { drawPassword } from '../../charts-src';

export interface PasswordInputs {
  readonly accounts: readonly string[];
}

export interface PasswordState extends PasswordInputs {
  /** By account. */
  readonly passwords: Readonly<Record<string, string>>;
}

type Provider = Required<Pick<dynamic.ResourceProvider, 'create' | 'diff' | 'update'>>;

/** What Pulumi calls for passwords: drawn once for each account, kept as long as the stack has the account. */
export function passwordsProvider(random: (bytes: number) => Buffer): Provider {
  const stateOf = ({ accounts }: PasswordInputs, known: PasswordState['passwords']): PasswordState => ({
    accounts,
    passwords: Object.fromEntries(accounts.map((account) => [account, known[account] ?? drawPassword(random)])),
  });
  return {
    create: (inputs: PasswordInputs) => Promise.resolve({ id: inputs.accounts.join(','), outs: stateOf(inputs, {}) }),
    diff: (_id: string, before: PasswordState, after: PasswordInputs) =>
      Promise.resolve({ changes: JSON.stringify(before.accounts) !== JSON.stringify(after.accounts) }),
    update: (_id: string, before: PasswordState, after: PasswordInputs) =>
      Promise.resolve({ outs: stateOf(after, before.passwords) }),
  };
}

/** As it runs beside Pulumi's engine. */
export const providers = { passwords: passwordsProvider(randomBytes) };
