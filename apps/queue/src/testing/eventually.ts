import { setTimeout as delay } from 'node:timers/promises';

const WITHIN_MS = 20_000;
const PAUSE_MS = 10;

/** The first value that is not undefined. Fails after a while, so that no test waits for ever. */
export async function eventually<T>(read: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    const value = await read();
    if (value !== undefined) return value;
    await delay(PAUSE_MS);
  }
  throw new Error(`It did not happen within ${WITHIN_MS} ms.`);
}
