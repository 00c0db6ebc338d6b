import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelIdentity, Prediction } from '../prediction';
import type { Inference } from './inference';

export const STAND_IN: ModelIdentity = { name: 'stand-in', variant: 'none', sha256: '0'.repeat(64) };

/** What a text makes the stand-in do to its own process: what a real model does when it crashes, hangs or throws. */
const FAULTS: Readonly<Record<string, () => void>> = {
  'fault:die': () => process.kill(process.pid, 'SIGKILL'),
  'fault:throw': () => {
    throw new Error('the stand-in was told to throw');
  },
};

/**
 * Takes the place of the model where not the model but the queue is tested: every call takes so many milliseconds.
 *
 * @param ledger a file that gets one line for each text that is worked on; written before the work, so that nothing is
 *   done that it does not know of
 */
export function standIn(callMs: number, ledger: string | undefined): Inference {
  return {
    run: async (texts): Promise<readonly Prediction[]> => {
      if (ledger !== undefined) appendFileSync(ledger, texts.map((text) => `${text}\n`).join(''));
      for (const text of texts) FAULTS[text.split(' ')[0] ?? '']?.();
      await delay(callMs);
      return texts.map(() => ({ label: 'ham', probability: 0, truncated: false }));
    },
    died: new Promise<Error>(() => undefined),
    close: () => Promise.resolve(),
  };
}
