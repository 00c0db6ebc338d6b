import { marginOf } from '../margins';
import type { PredictedChange, PredictionRow, Predictions } from '../schema';

/** Nothing predicted, measured service times. */
export const NO_PREDICTIONS: Predictions = {
  serviceTimes: 'measured',
  assumptions: [],
  rows: [],
  timeSeries: [],
  alike: [],
  matters: [],
  unpredicted: [],
};

type Written = Pick<PredictionRow, 'metric'> &
  Partial<Pick<PredictionRow, 'pods' | 'scenario' | 'runs' | 'limitMs'>> & {
    readonly base: number;
    readonly head: number;
    /** Half the width of all ranges. */
    readonly around?: number;
    readonly verdict?: PredictedChange['verdict'];
  };

/** A row with ranges as wide as is said around its values. */
export function predictionRow({ base, head, around = 0, verdict = 'changed', ...written }: Written): PredictionRow {
  const range = (value: number) => ({ low: value - around, high: value + around });
  const value = head - base;
  return {
    pods: 'Deployment shop-storefront',
    scenario: 'step',
    runs: 10,
    limitMs: null,
    ...written,
    base: { value: base, ...range(base) },
    head: { value: head, ...range(head) },
    change: {
      value,
      ...range(value),
      runs: range(value),
      margin: marginOf(written.metric, base),
      isClear: verdict === 'changed',
      verdict,
    },
  };
}
