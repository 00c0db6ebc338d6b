import { countedPods, titleOf, type CountedPods, type Manifest, type Manifests } from '../manifests';
import { matchObjects, type Pair } from './match';
import { describeAll } from './settings';

/** The same set of pods on both sides; undefined where there is none. */
export interface PodsPair {
  readonly base: CountedPods | undefined;
  readonly head: CountedPods | undefined;
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
  return { objects, pods: pairPods(countedPods(base), countedPods(head), headOf) };
}

type MakerOfHead = ReadonlyMap<Manifest | undefined, Manifest | undefined>;

function pairPods(base: readonly CountedPods[], head: readonly CountedPods[], headOf: MakerOfHead): PodsPair[] {
  const unmatched = [...base];
  const taken = (is: (one: CountedPods) => boolean): CountedPods | undefined => {
    const index = unmatched.findIndex(is);
    return index < 0 ? undefined : unmatched.splice(index, 1)[0];
  };
  const byMaker = head.map((one): PodsPair => ({
    head: one,
    base: taken((other) => headOf.get(other.maker) === one.maker && partOf(other) === partOf(one)),
  }));
  const byTitle = byMaker.map((pair) =>
    pair.base === undefined ? { ...pair, base: taken((one) => isNamesake(one, pair.head)) } : pair,
  );
  const pairs = byTitle.map((pair) =>
    pair.base === undefined ? { ...pair, base: taken((one) => isSuccessor(one, pair.head)) } : pair,
  );
  return [...pairs, ...unmatched.map((one) => ({ base: one, head: undefined }))].map(leftAlone);
}

/**
 * A workload whose autoscaler is gone keeps the count that it had, as long as neither side writes one: a field that is in no
 * configuration keeps its live value. Kubernetes docs, "Declarative Management of Kubernetes Objects Using Configuration Files",
 * "Merging changes to primitive fields"; Helm and server-side apply do the same.
 */
function leftAlone(pair: PodsPair): PodsPair {
  const { base, head } = pair;
  if (base === undefined || head === undefined || !isScaled(base) || isScaled(head) || base.title !== head.title) return pair;
  if (writtenReplicas(base) !== undefined || writtenReplicas(head) !== undefined) return pair;
  return { base, head: { ...head, minPods: base.minPods, maxPods: base.maxPods, isLeftAlone: true } };
}

function isScaled({ maker, scaler, pod }: CountedPods): boolean {
  return maker !== scaler || pod === undefined;
}

/** `spec.replicas` of the object that makes the pods; undefined where it is not written or not in the manifests. */
export function writtenReplicas({ maker }: CountedPods): number | undefined {
  return 'runs' in maker && 'replicas' in maker && typeof maker.replicas === 'number' ? maker.replicas : undefined;
}

/** The same pods where only their autoscaler is in the manifests of a side. */
function isNamesake(one: CountedPods, other: CountedPods | undefined): boolean {
  return other !== undefined && one.title === other.title && one.maker.namespace === other.maker.namespace;
}

/** `predictor` of an InferenceService; '' for objects that make one set of pods. */
function partOf({ title, maker }: CountedPods): string {
  return title.startsWith(titleOf(maker)) ? title.slice(titleOf(maker).length).trim() : '';
}

/** A service that goes on under another kind of object, as a Deployment that becomes a Knative Service, keeps its name. */
function isSuccessor(one: CountedPods, other: CountedPods | undefined): boolean {
  if (other === undefined || endsByItself(one) || endsByItself(other)) return false;
  return (
    one.maker.kind !== other.maker.kind &&
    one.maker.name === other.maker.name &&
    one.maker.namespace === other.maker.namespace &&
    one.maker.appliedWith === other.maker.appliedWith &&
    [partOf(one), partOf(other)].every((part) => part === '' || part === 'predictor')
  );
}

function endsByItself({ maker }: CountedPods): boolean {
  return /Job$/.test(maker.kind);
}

/** The title of a pair, with the former one when its kind has changed. */
export function pairTitle({ base, head }: PodsPair): string {
  const title = (head ?? base)?.title ?? '';
  const isSameKind = base === undefined || head === undefined || kindIn(base.title) === kindIn(head.title);
  return isSameKind ? title : `${title} (was ${base.title})`;
}

/** `Deployment` of `Deployment api`. */
function kindIn(title: string): string {
  return title.split(' ')[0] ?? '';
}
