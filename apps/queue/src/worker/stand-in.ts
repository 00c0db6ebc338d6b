import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelIdentity, Prediction } from '../prediction';
import type { Inference } from './inference';

export const STAND_IN: ModelIdentity = { name: 'stand-in', variant: 'none', sha256: '0'.repeat(64) };

/** Lets a text make the stand-in crash, hang or throw, like a real model. */
const FAULTS: Readonly<Record<string, () => void>> = {
  'fault:die': () => process.kill(process.pid, 'SIGKILL'),
  'fault:throw': () => {
    throw new Error('the stand-in was told to throw');
  },
};

/**
 * Replaces the model in tests of the queue: every call takes so many milliseconds.
 *
 * @param ledger a file that gets one line for each text, written before the work on it, so that no work is missing
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
