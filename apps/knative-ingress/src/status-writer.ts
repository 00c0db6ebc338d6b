import { setTimeout as delay } from 'node:timers/promises';
import { keyOf, type KIngress } from './kubernetes/objects';
import { isMarkedReady, markReady, type StatusOptions } from './status';

export interface StatusWriterOptions extends StatusOptions {
  /** The KIngress as it is now; undefined once it is gone. */
  readonly current: (key: string) => KIngress | undefined;
  readonly onMarked: (key: string) => void;
  readonly onTrouble: (error: unknown) => void;
  /** Pause before it tries to write a status again. */
  readonly pauseMs: number;
}

/** Marks every KIngress as ready, each by one writer at a time. */
export class StatusWriter {
  private readonly atWork = new Set<string>();

  public constructor(private readonly options: StatusWriterOptions) {}

  /** Call this whenever a KIngress may have changed; a correct status is not written again. */
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
      // The copy may not show the write yet.
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
