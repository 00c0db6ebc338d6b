import { ApiError, type KubernetesApi } from './kubernetes/api';
import { keyOf, type KIngress } from './kubernetes/objects';

/** Names in the cluster under which clients reach this ingress. */
export interface Domains {
  readonly public: string;
  readonly private: string;
}

/** A condition is never taken back: a KIngress is served as soon as it was read. */
const CONDITIONS = ['LoadBalancerReady', 'NetworkConfigured', 'Ready'] as const;

/** True when the status already says what it should. */
export function isMarkedReady({ metadata, status }: KIngress, domains: Domains): boolean {
  return (
    status?.observedGeneration === metadata.generation &&
    CONDITIONS.every((type) => status?.conditions?.some((one) => one.type === type && one.status === 'True')) &&
    status?.publicLoadBalancer?.ingress?.[0]?.domainInternal === domains.public &&
    status.privateLoadBalancer?.ingress?.[0]?.domainInternal === domains.private
  );
}

/** The status of a KIngress that is served. */
export function readyStatus({ metadata }: KIngress, domains: Domains, now: Date): NonNullable<KIngress['status']> {
  const lastTransitionTime = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    conditions: CONDITIONS.map((type) => ({ type, status: 'True', lastTransitionTime })),
    publicLoadBalancer: { ingress: [{ domainInternal: domains.public }] },
    privateLoadBalancer: { ingress: [{ domainInternal: domains.private }] },
  };
}

export interface StatusOptions {
  readonly api: KubernetesApi;
  readonly domains: Domains;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Tells Knative that a KIngress is served. One that was deleted meanwhile needs nothing. */
export async function markReady(ingress: KIngress, { api, domains, now, signal }: StatusOptions): Promise<void> {
  const { namespace, name } = ingress.metadata;
  const path = `/apis/networking.internal.knative.dev/v1alpha1/namespaces/${namespace}/ingresses/${name}/status`;
  try {
    await api.json(path, { method: 'PATCH', body: { status: readyStatus(ingress, domains, now()) }, signal });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw new Error(`status of ${keyOf(ingress)}`, { cause: error });
  }
}
