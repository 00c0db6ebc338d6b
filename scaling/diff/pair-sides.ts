import { scaledPods, titleOf, type Manifest, type Manifests, type ScaledPods } from '../manifests';
import { matchObjects, type Pair } from './match';
import { describeAll } from './settings';

/** The same set of pods on both sides; undefined where there is none. */
export interface PodsPair {
  readonly base: ScaledPods | undefined;
  readonly head: ScaledPods | undefined;
}

export interface PairedSides {
  readonly objects: readonly Pair[];
  /** In the order of the head, then those that are gone. */
  readonly pods: readonly PodsPair[];
}

/** Pairs objects, and the sets of pods that they make. */
export function pairSides(base: Manifests, head: Manifests): PairedSides {
  const objects = matchObjects(describeAll(base), describeAll(head));
  const headOf = new Map(objects.map((pair) => [pair.base?.manifest, pair.head?.manifest]));
  return { objects, pods: pairPods(scaledPods(base), scaledPods(head), headOf) };
}

type MakerOfHead = ReadonlyMap<Manifest | undefined, Manifest | undefined>;

function pairPods(base: readonly ScaledPods[], head: readonly ScaledPods[], headOf: MakerOfHead): PodsPair[] {
  const unmatched = [...base];
  const taken = (is: (one: ScaledPods) => boolean): ScaledPods | undefined => {
    const index = unmatched.findIndex(is);
    return index < 0 ? undefined : unmatched.splice(index, 1)[0];
  };
  const byMaker = head.map((one): PodsPair => ({
    head: one,
    base: taken((other) => headOf.get(other.maker) === one.maker && partOf(other) === partOf(one)),
  }));
  const pairs = byMaker.map((pair) =>
    pair.base === undefined ? { ...pair, base: taken((one) => isSuccessor(one, pair.head)) } : pair,
  );
  return [...pairs, ...unmatched.map((one) => ({ base: one, head: undefined }))];
}

/** `predictor` of an InferenceService; '' for objects that make one set of pods. */
function partOf({ title, maker }: ScaledPods): string {
  return title.slice(titleOf(maker).length).trim();
}

/** A service that goes on under another kind of object, as a Deployment that becomes a Knative Service, keeps its name. */
function isSuccessor(one: ScaledPods, other: ScaledPods | undefined): boolean {
  if (other === undefined || endsByItself(one) || endsByItself(other)) return false;
  return (
    one.maker.kind !== other.maker.kind &&
    one.maker.name === other.maker.name &&
    one.maker.namespace === other.maker.namespace &&
    one.maker.appliedWith === other.maker.appliedWith &&
    [partOf(one), partOf(other)].every((part) => part === '' || part === 'predictor')
  );
}

function endsByItself({ maker }: ScaledPods): boolean {
  return /Job$/.test(maker.kind);
}

/** The title of a pair, with the former one when its kind has changed. */
export function pairTitle({ base, head }: PodsPair): string {
  const title = (head ?? base)?.title ?? '';
  return base === undefined || head === undefined || base.maker.kind === head.maker.kind ? title : `${title} (was ${base.title})`;
}
