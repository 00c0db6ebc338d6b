import { VARIANTS, type Variant } from '../../contract/model';
import type { Judged, Judgement } from './judged';

/** FP32 as it is served; every variant is compared with it. */
export const BASE: Variant = 'fp32';

/** Times this close, relative, count as equal, so that accuracy decides between them and not noise. */
const EQUALLY_FAST = 0.07;

export interface Choice {
  readonly variant: string;
  readonly reason: string;
}

/** The facts by which variants are chosen: on validation samples, in the main shape. */
export interface Candidate {
  readonly name: string;
  readonly judgement: Judgement;
  /** Time of a call when nothing disturbs it, milliseconds; undefined when it was not measured. */
  readonly undisturbedMs: number | undefined;
}

/**
 * The variant to recommend, chosen without any test sample. Of those that keep their accuracy on validation and are faster than
 * FP32, the fastest; of those as fast as it, the one whose outputs are closest to FP32. Undefined when FP32 stays the best
 * choice.
 */
export function chooseVariant(candidates: readonly Candidate[], minAccuracyRatio: number): Choice | undefined {
  const timeOf = ({ undisturbedMs }: Candidate): number => undisturbedMs ?? Number.POSITIVE_INFINITY;
  const base = candidates.find(({ name }) => name === BASE);
  const limitMs = (base === undefined ? 0 : timeOf(base)) * (1 - EQUALLY_FAST);
  const eligible = candidates.filter((one) => one.judgement.ratio >= minAccuracyRatio && timeOf(one) < limitMs);
  const fastestMs = Math.min(...eligible.map(timeOf));
  const asFast = eligible.filter((one) => timeOf(one) * (1 - EQUALLY_FAST) <= fastestMs);
  const [best] = [...asFast].sort(
    (one, other) => closeness(other.judgement) - closeness(one.judgement) || orderOf(one.name) - orderOf(other.name),
  );
  if (best === undefined) return undefined;
  const others = asFast.filter(({ name }) => name !== best.name).map(({ name }) => name);
  return {
    variant: best.name,
    reason:
      others.length === 0
        ? 'the fastest of the variants that keep their accuracy on validation samples'
        : `closest to FP32 among the fastest on validation samples (as fast, within ${Math.round(EQUALLY_FAST * 100)} %: ${others.join(', ')})`,
  };
}

function closeness({ sqnrDb }: Judgement): number {
  return sqnrDb ?? Number.POSITIVE_INFINITY;
}

function orderOf(name: string): number {
  const index = (VARIANTS as readonly string[]).indexOf(name);
  return index === -1 ? VARIANTS.length : index;
}

/** The accuracy that FP32 must reach for a comparison with it to mean anything, and where the bound comes from. */
export function baselineBound({ baseline }: Judged): { readonly bound: number; readonly words: string } {
  return baseline.knownAccuracy === null
    ? { bound: baseline.majorityShare, words: 'FP32 knows more than the commonest label' }
    : { bound: baseline.knownAccuracy, words: 'FP32 reaches its published accuracy' };
}
