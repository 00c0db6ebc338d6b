import type { Manifests } from '../manifests';
import type { PredictionRow, Predictions } from './schema';

/** Makes predictions for two sides of a diff. Implemented elsewhere; the diff only shows and judges what it says. */
export interface Predictor {
  readonly predict: (base: Manifests, head: Manifests) => Promise<Predictions>;
}

/** Scenario of the rows about a new version that rolls out while load is at its peak. */
export const DEPLOY_AT_PEAK = 'deploy at peak';

/** A change is material when it is clear of chance and not shown to be smaller than its margin. */
export function isMaterial({ change }: PredictionRow): boolean {
  return change.verdict === 'changed';
}
