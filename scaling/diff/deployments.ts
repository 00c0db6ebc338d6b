import { totalCapacity } from './capacity';
import type { Capacity, DeploymentCapacity } from './schema';

/** What a set of pods takes on both sides, and the deployment of the tree that it is part of; null where it is not there. */
export interface PlacedCapacity {
  readonly deployment: string;
  readonly base: Capacity | null;
  readonly head: Capacity | null;
  readonly isChanged: boolean;
}

/**
 * The deployments of a tree in which pods differ, each with all of its pods: what grows in one is not to be weighed against what stays
 * as it is in another. None where the whole tree is one deployment.
 */
export function changedDeployments(parts: readonly PlacedCapacity[]): DeploymentCapacity[] {
  const byName = new Map<string, PlacedCapacity[]>();
  for (const part of parts) {
    const known = byName.get(part.deployment);
    if (known === undefined) byName.set(part.deployment, [part]);
    else known.push(part);
  }
  if (byName.size < 2) return [];
  return [...byName]
    .filter(([, own]) => own.some(({ isChanged }) => isChanged))
    .map(([name, own]) => ({ name, base: sideOf(own, 'base'), head: sideOf(own, 'head') }));
}

function sideOf(parts: readonly PlacedCapacity[], side: 'base' | 'head'): Capacity | null {
  const there = parts.flatMap((part) => part[side] ?? []);
  return there.length === 0 ? null : totalCapacity(there);
}
