export type StopSignal = 'SIGTERM' | 'SIGINT';

/** Remembers that the process was told to stop, so that readiness can say so. */
export class Draining {
  private signal: StopSignal | undefined;

  public begin(signal: StopSignal): void {
    this.signal = signal;
  }

  public reason(): string | undefined {
    return this.signal === undefined ? undefined : `stopping after ${this.signal}`;
  }
}

/** Resolves on the first signal to stop; the same signal again ends the process as it would without a handler. */
export function stopSignal(): Promise<StopSignal> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

/** Rejects when `work` takes longer than `withinMs`. */
export async function bounded<T>(work: Promise<T>, withinMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
