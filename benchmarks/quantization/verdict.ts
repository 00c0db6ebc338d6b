import type { Check } from '../../contract/result';
import { check, checkKnown } from '../kinds/check';
import { baselineBound } from './choose';
import type { Judged } from './judged';
import type { SpeedUp } from './speed/summary';

export interface Evidence {
  /** On test samples, FP32 and the subject among its variants. */
  readonly test: Judged;
  /** The variant that is judged: the chosen one, or the file handed in. */
  readonly subject: string | undefined;
  readonly speedUp: SpeedUp | undefined;
  readonly minAccuracyRatio: number;
  /** Share of CPU periods in which the measured processes were throttled. */
  readonly throttledShare: number;
}

/** Above this, the quota decides latencies, not the variant. */
const MOST_THROTTLED = 0.05;

/**
 * The gate. FP32 must be good on these labels: with shuffled labels any variant equals FP32, which proves nothing. By the
 * lower bounds of the intervals, the variant must keep its accuracy and be faster.
 */
export function gateChecks({ test, subject, speedUp, minAccuracyRatio, throttledShare }: Evidence): Check[] {
  const { bound, words } = baselineBound(test);
  const judgement = subject === undefined ? undefined : test.variants[subject];
  return [
    // The published bound is the lower end of an interval, so FP32's upper end is what must reach it.
    check(
      words,
      'baselineAccuracy',
      test.baseline.knownAccuracy === null ? test.baseline.accuracyInterval.low : test.baseline.accuracyInterval.high,
      '>=',
      bound,
    ),
    check('a variant is faster and keeps its accuracy on validation', 'variantsChosen', subject === undefined ? 0 : 1, '==', 1),
    ...checkKnown(
      'accuracy over FP32, lower bound of the interval',
      'accuracyRatioLow',
      judgement?.ratioInterval.low,
      '>=',
      minAccuracyRatio,
    ),
    ...checkKnown('speed-up over FP32, lower bound of the interval', 'speedUpLow', speedUp?.interval.low, '>', 1),
    check('the measured processes were not throttled', 'throttledShare', throttledShare, '<=', MOST_THROTTLED),
  ];
}
