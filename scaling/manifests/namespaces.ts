import type { Manifest } from './manifest';

/** Rendered manifests often leave the namespace to whoever applies them: an absent namespace matches any. */
export function sameNamespace(one: Pick<Manifest, 'namespace'>, other: Pick<Manifest, 'namespace'>): boolean {
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace;
}
