import type { Clock } from './clock';

export interface WaitOptions {
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Reports that something changed, so that listeners look at the state again. Changes in one turn are reported once. */
export class Notifier {
  private readonly listeners = new Set<() => void>();
  private pending = false;

  public notify(): void {
    if (this.pending) return;
    this.pending = true;
    queueMicrotask(() => {
      this.pending = false;
      for (const listener of [...this.listeners]) listener();
    });
  }

  /** Returns a function that stops listening. */
  public subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Waits until `ready` returns true. Returns false when the time is over first.
   * Rejects with what `ready` throws, or with the signal's reason.
   */
  public until(ready: () => boolean, options: WaitOptions): Promise<boolean> {
    const { clock, timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (ready()) {
        resolve(true);
        return;
      }
      const finish = (end: () => void): void => {
        unsubscribe();
        timer?.cancel();
        signal?.removeEventListener('abort', abort);
        end();
      };
      const abort = (): void => finish(() => reject(signal?.reason as Error));
      const unsubscribe = this.subscribe(() => {
        try {
          if (ready()) finish(() => resolve(true));
        } catch (error) {
          finish(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      });
      const timer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => finish(() => resolve(false)));
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
