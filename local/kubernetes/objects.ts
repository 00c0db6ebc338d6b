import type { z } from 'zod';
import type { RUN_KINDS } from './kinds';
import type { Deployment, StatefulSet } from './workloads';

/** Parsed objects of the kinds that run, by kind. */
export type RunObjects = { readonly [Kind in keyof typeof RUN_KINDS]: z.infer<(typeof RUN_KINDS)[Kind]> };

export type Workload = Deployment | StatefulSet;

export const DEFAULT_NAMESPACE = 'default';

export function namespaceOf(object: { readonly metadata: { readonly namespace?: string | undefined } }): string {
  return object.metadata.namespace ?? DEFAULT_NAMESPACE;
}

/** `Deployment/fastapi` */
export function titleOf(object: { readonly kind: string; readonly metadata: { readonly name: string } }): string {
  return `${object.kind}/${object.metadata.name}`;
}
