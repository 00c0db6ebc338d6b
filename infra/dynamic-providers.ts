import type * as pulumi from '@pulumi/pulumi';
import type { providers as kindProviders } from './cluster/kind/providers';
import type { providers as ownerProviders } from './owner/providers';

/** Inputs of a dynamic resource, each as it is or as an output of another resource. */
export type DynamicInputs<Of> = { readonly [Key in keyof Of]: pulumi.Input<Of[Key]> };

type Providers = typeof kindProviders & typeof ownerProviders;

/*
 * Pulumi writes the text of this function, and of those that call it, into the state and runs them in a process of its own, in
 * the folder of the program. They hold nothing but the way to infra/dynamic.cjs, so the text stays the same whatever the code does.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- imports would become part of the text */
export const loadProviders = (): Providers => {
  const path = require('node:path') as typeof import('node:path');
  return require(path.resolve('dynamic.cjs')) as Providers;
};
/* eslint-enable @typescript-eslint/no-require-imports */
