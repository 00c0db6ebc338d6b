import { totalCapacity } from './capacity';
import type { Capacity, DeploymentCapacity } from './schema';

/** What a set of pods takes on both sides, and the deployment of the tree that it is part of; null where it is not there. */
export interface PlacedCapacity {
  readonly deployment: string;
  /** Where one is written. */
  readonly namespace: string | undefined;
  readonly base: Capacity | null;
  readonly head: Capacity | null;
  readonly isChanged: boolean;
}

/**
 * The deployments of a tree in which pods differ, each with all of its pods: what grows in one is not to be weighed against what stays
 * as it is in another. Several namespaces of one folder or stream are a deployment each. None where there is one for everything.
 */
export function changedDeployments(parts: readonly PlacedCapacity[]): DeploymentCapacity[] {
  const namespaces = new Map<string, Set<string | undefined>>();
  for (const { deployment, namespace } of parts)
    namespaces.set(deployment, (namespaces.get(deployment) ?? new Set()).add(namespace));
  const byName = new Map<string, PlacedCapacity[]>();
  for (const part of parts) {
    const isSplit = (namespaces.get(part.deployment)?.size ?? 0) > 1;
    const name = isSplit ? namespaceName(part) : part.deployment;
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [part]);
    else known.push(part);
  }
  if (byName.size < 2) return [];
  return [...byName]
    .filter(([, own]) => own.some(({ isChanged }) => isChanged))
    .map(([name, own]) => ({ name, base: sideOf(own, 'base'), head: sideOf(own, 'head') }));
}

function namespaceName({ deployment, namespace }: PlacedCapacity): string {
  const own = namespace === undefined ? 'no namespace' : `namespace ${namespace}`;
  return deployment === '' ? own : `${deployment}, ${own}`;
}

function sideOf(parts: readonly PlacedCapacity[], side: 'base' | 'head'): Capacity | null {
  const there = parts.flatMap((part) => part[side] ?? []);
  return there.length === 0 ? null : totalCapacity(there);
}

/**
 * What has a bound before the change, or is new, where something else has none on either side: beside that the total says nothing. null
 * where the total has a bound.
 */
export function boundedTotal(parts: readonly PlacedCapacity[]): Readonly<Record<'base' | 'head', Capacity>> | null {
  const isOpen = (side: 'base' | 'head'): boolean => parts.some((part) => part[side]?.maxPods === null);
  if (!isOpen('base') || !isOpen('head')) return null;
  const bounded = parts.filter(({ base }) => base === null || base.maxPods !== null);
  const total = (side: 'base' | 'head'): Capacity => totalCapacity(bounded.flatMap((part) => part[side] ?? []));
  return { base: total('base'), head: total('head') };
}
