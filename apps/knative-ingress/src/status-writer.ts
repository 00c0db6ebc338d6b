import { setTimeout as delay } from 'node:timers/promises';
import { keyOf, type KIngress } from './kubernetes/objects';
import { isMarkedReady, markReady, type StatusOptions } from './status';

export interface StatusWriterOptions extends StatusOptions {
  /** The KIngress as it is now; undefined once it is gone. */
  readonly current: (key: string) => KIngress | undefined;
  readonly onMarked: (key: string) => void;
  readonly onTrouble: (error: unknown) => void;
  /** Before a status that could not be written is tried again. */
  readonly pauseMs: number;
}

/** Marks every KIngress as ready, each by one writer at a time. */
export class StatusWriter {
  private readonly atWork = new Set<string>();

  public constructor(private readonly options: StatusWriterOptions) {}

  /** To be called whenever a KIngress may have changed; what it says already is not written again. */
  public consider(ingress: KIngress): void {
    const key = keyOf(ingress);
    if (this.atWork.has(key) || isMarkedReady(ingress, this.options.domains)) return;
    this.atWork.add(key);
    void this.write(key).finally(() => this.atWork.delete(key));
  }

  private async write(key: string): Promise<void> {
    const { current, domains, onMarked, onTrouble, pauseMs, signal } = this.options;
    let written: number | null | undefined = null;
    for (let ingress = current(key); ingress !== undefined && !signal.aborted; ingress = current(key)) {
      // Its copy may not show yet what was written.
      if (ingress.metadata.generation === written || isMarkedReady(ingress, domains)) return;
      try {
        await markReady(ingress, this.options);
        written = ingress.metadata.generation;
        onMarked(key);
      } catch (error) {
        onTrouble(error);
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
