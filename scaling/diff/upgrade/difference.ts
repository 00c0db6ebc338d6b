import type { Manifest } from '../../manifests';
import type { LintContext } from '../../lint';
import type { Product } from './version-range';

/** Something that one version of a product does otherwise than the one before. */
export interface VersionDifference {
  readonly id: string;
  readonly product: Product;
  /** The first version that does it the new way. */
  readonly changedIn: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
  /** Where upstream does so: file, or entry of its changelog. */
  readonly source: string;
  /** Which objects it concerns. */
  readonly concerns: (context: LintContext) => readonly Concern[];
}

export interface Concern {
  readonly object: Manifest;
  /** Field of the object. */
  readonly path: string;
  /** `always`: the object behaves otherwise. `sometimes`: in the situation that `before` and `after` speak of. */
  readonly when: 'always' | 'sometimes';
  /** An example with the real code of both versions, where it can be computed. */
  readonly example?: Example;
}

export interface Example {
  /** The situation, in words. */
  readonly situation: string;
  readonly beforeReplicas: number;
  readonly afterReplicas: number;
}
