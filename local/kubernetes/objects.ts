import type { ConfigMap, Secret, Service } from './config';
import type { Deployment, Job, StatefulSet } from './workloads';

/** Parsed objects of the kinds that run, by kind. */
export interface RunObjects {
  readonly Deployment: Deployment;
  readonly StatefulSet: StatefulSet;
  readonly Job: Job;
  readonly Service: Service;
  readonly ConfigMap: ConfigMap;
  readonly Secret: Secret;
}

export type Workload = Deployment | StatefulSet;

export const DEFAULT_NAMESPACE = 'default';

export function namespaceOf(object: { readonly metadata: { readonly namespace?: string | undefined } }): string {
  return object.metadata.namespace ?? DEFAULT_NAMESPACE;
}

/** `Deployment/fastapi` */
export function titleOf(object: { readonly kind: string; readonly metadata: { readonly name: string } }): string {
  return `${object.kind}/${object.metadata.name}`;
}
