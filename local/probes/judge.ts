export type ProbeOutcome = 'success' | 'failure';

export interface Thresholds {
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/**
 * Turns single probe outcomes into a verdict, which changes after a threshold of equal outcomes in a row.
 * Follows kubelet v1.34, pkg/kubelet/prober/worker.go, doProbe.
 */
export class ProbeJudge {
  private last: ProbeOutcome | undefined;
  private run = 0;

  /** @param verdict before the first outcome: readiness begins as failure, liveness as success, startup as undecided */
  public constructor(
    private readonly thresholds: Thresholds,
    private verdict: ProbeOutcome | undefined,
  ) {}

  /** The verdict after this outcome; undefined while it is undecided. */
  public observe(outcome: ProbeOutcome): ProbeOutcome | undefined {
    this.run = outcome === this.last ? this.run + 1 : 1;
    this.last = outcome;
    const needed = outcome === 'success' ? this.thresholds.successThreshold : this.thresholds.failureThreshold;
    if (this.run >= needed) this.verdict = outcome;
    return this.verdict;
  }
}
