import type { Judged, Judgement } from '../judged';
import type { Observation } from '../speed/measure';

/** A judgement as good as FP32 on 1,000 samples, with what a test wants otherwise. */
export function judgementOf(changed: Partial<Judgement> = {}): Judgement {
  return {
    samples: 1000,
    accuracy: 0.97,
    accuracyInterval: { low: 0.957, high: 0.979 },
    ratio: 1,
    ratioInterval: { low: 0.995, high: 1.005 },
    agreement: 0.998,
    flips: 2,
    onlyFp32Right: 1,
    onlyVariantRight: 1,
    mcnemarP: 1,
    cosine: 0.999,
    sqnrDb: 25,
    ...changed,
  };
}

export function judgedOf(variants: Judged['variants'], baseline: Partial<Judged['baseline']> = {}): Judged {
  return {
    task: 'spam',
    title: 'a model',
    split: 'test',
    baseline: {
      accuracy: 0.97,
      accuracyInterval: { low: 0.957, high: 0.979 },
      samples: 1000,
      majorityShare: 0.7,
      knownAccuracy: 0.954,
      ...baseline,
    },
    variants,
  };
}

/** What a fresh process saw in the main shape. */
export function observationOf(variant: string, round: number, callMs: readonly number[]): Observation {
  return {
    variant,
    round,
    threads: 1,
    coldLoadMs: 100,
    rssBytes: 200 * 2 ** 20,
    shapes: [{ batch: 1, sequence: 128, callMs, cpuSeconds: callMs.reduce((sum, ms) => sum + ms, 0) / 1000 }],
  };
}
