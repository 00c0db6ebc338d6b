import type { RestartPolicy } from '../kubernetes/pod';

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;

/**
 * How long a crashed container waits: not at all the first time, then 10 s, doubling up to 5 min; forgotten after 10 min
 * without a crash. Follows kubelet v1.34, client-go util/flowcontrol/backoff.go, whose event time is the container's end.
 */
export class RestartBackoff {
  private entry: { readonly delayMs: number; readonly updatedAtMs: number } | undefined;

  /** Time left before the container that ended at `endedAtMs` may start again. */
  public remainingMs(endedAtMs: number, nowMs: number): number {
    if (this.entry === undefined || this.isExpired(endedAtMs)) return 0;
    return Math.max(0, endedAtMs + this.entry.delayMs - nowMs);
  }

  /** Called when the container is started again. Returns the delay after the next crash. */
  public restarted(endedAtMs: number, nowMs: number): number {
    const delayMs = this.entry === undefined || this.isExpired(endedAtMs) ? INITIAL_MS : Math.min(this.entry.delayMs * 2, MAX_MS);
    this.entry = { delayMs, updatedAtMs: nowMs };
    return delayMs;
  }

  private isExpired(endedAtMs: number): boolean {
    return this.entry !== undefined && endedAtMs - this.entry.updatedAtMs > 2 * MAX_MS;
  }
}

export function shouldRestart(policy: RestartPolicy, exitCode: number): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
