/** One step of the search for the highest load within the SLO. */
export interface SearchStep {
  readonly rps: number;
  readonly withinSlo: boolean;
}

/**
 * The first step offers this share of the saturation throughput: with random arrivals, queues grow long before a server is
 * full, so the answer is usually close to it.
 */
const FIRST_SHARE = 0.7;
/** A finer answer than this share would be noise. */
const RESOLUTION = 0.02;

/**
 * Rate of the next step: a share of saturation first, then the middle between the highest rate that held the SLO and the
 * lowest that broke it (at first 0 and saturation, which no open loop can hold). Undefined when the answer is found.
 */
export function nextRate(saturationRps: number, steps: readonly SearchStep[]): number | undefined {
  const broke = Math.min(saturationRps, ...steps.filter((step) => !step.withinSlo).map((step) => step.rps));
  // A step that held above one that broke was luck.
  const held = Math.max(0, ...steps.filter((step) => step.withinSlo && step.rps < broke).map((step) => step.rps));
  const first = FIRST_SHARE * saturationRps;
  if (held < first && first < broke) return first;
  return broke - held <= RESOLUTION * saturationRps ? undefined : (held + broke) / 2;
}
