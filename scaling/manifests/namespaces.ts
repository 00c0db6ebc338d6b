import type { Manifest } from './manifest';

type Placed = Pick<Manifest, 'namespace' | 'kind' | 'appliedWith'>;

/**
 * Whether two objects can meet in a cluster: they are applied together, to one namespace. Rendered manifests often leave the
 * namespace to whoever applies them: an absent namespace matches any.
 */
export function sameNamespace(one: Placed, other: Placed): boolean {
  if (!appliedTogether(one, other)) return false;
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace;
}

/** Rules of a whole namespace or cluster. They hold for the deployments below their folder, too. */
const RULES = new Set(['ResourceQuota', 'LimitRange', 'Namespace', 'ConfigMap']);

function appliedTogether(one: Placed, other: Placed): boolean {
  if (one.appliedWith === other.appliedWith) return true;
  const holdsFor = (rule: Placed, object: Placed): boolean =>
    RULES.has(rule.kind) && (rule.appliedWith === '' || object.appliedWith.startsWith(`${rule.appliedWith}/`));
  return holdsFor(one, other) || holdsFor(other, one);
}
