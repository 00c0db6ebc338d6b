import { sleep, systemClock } from '../clock';

const LOOK_MS = 1000;

/** Looks once a second until the signal aborts; what the last look was waiting for is then given up. */
export async function follow(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  try {
    for (;;) {
      await look();
      await sleep(systemClock, LOOK_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
