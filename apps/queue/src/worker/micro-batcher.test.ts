import * as fc from 'fast-check';
import { MicroBatcher, type BatchClock } from './micro-batcher';

/** Time stands still until a test moves it. */
class ManualClock implements BatchClock {
  private now = 0;
  private timers: { at: number; callback: () => void }[] = [];

  public nowMs(): number {
    return this.now;
  }

  public after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.now + delayMs, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  public advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.now = due.at;
      this.timers = this.timers.filter((one) => one !== due);
      due.callback();
    }
    this.now = end;
  }

  public get pending(): number {
    return this.timers.length;
  }
}

/** Calls that a test finishes one by one. */
class ManualCalls {
  public readonly batches: number[][] = [];
  private readonly finishers: {
    resolve: (results: readonly string[]) => void;
    reject: (reason: Error) => void;
    items: readonly number[];
  }[] = [];

  public readonly call = (items: readonly number[]): Promise<readonly string[]> => {
    this.batches.push([...items]);
    return new Promise((resolve, reject) => this.finishers.push({ resolve, reject, items }));
  };

  public async finish(): Promise<void> {
    const next = this.finishers.shift();
    next?.resolve(next.items.map(String));
    await settled();
  }

  public async fail(reason: Error): Promise<void> {
    this.finishers.shift()?.reject(reason);
    await settled();
  }
}

/** Lets every promise that can go on do so. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function setUp(options: { maxSize: number; maxDelayMs: number; parallelCalls?: number }) {
  const clock = new ManualClock();
  const calls = new ManualCalls();
  const batcher = new MicroBatcher<number, string>({ parallelCalls: 1, ...options, call: calls.call, clock });
  return { clock, calls, batcher };
}

test('a single item waits for others exactly for the maximum delay', () => {
  const { clock, calls, batcher } = setUp({ maxSize: 3, maxDelayMs: 5 });
  void batcher.submit(1);
  clock.advance(4.9);
  expect(calls.batches).toEqual([]);
  clock.advance(0.1);
  expect(calls.batches).toEqual([[1]]);
});

test('a full batch goes at once and leaves no timer behind', () => {
  const { clock, calls, batcher } = setUp({ maxSize: 3, maxDelayMs: 5 });
  for (const item of [1, 2, 3]) void batcher.submit(item);
  expect(calls.batches).toEqual([[1, 2, 3]]);
  expect(clock.pending).toBe(0);
});

test('the delay counts from the first item, not from the last', () => {
  const { clock, calls, batcher } = setUp({ maxSize: 9, maxDelayMs: 5 });
  void batcher.submit(1);
  clock.advance(4);
  void batcher.submit(2);
  clock.advance(1);
  expect(calls.batches).toEqual([[1, 2]]);
});

test('without a delay every item goes as soon as a call may run', async () => {
  const { calls, batcher } = setUp({ maxSize: 8, maxDelayMs: 0 });
  void batcher.submit(1);
  void batcher.submit(2);
  void batcher.submit(3);
  expect(calls.batches).toEqual([[1]]);
  await calls.finish();
  expect(calls.batches).toEqual([[1], [2, 3]]);
});

test('items that arrive during a call go together when it ends, without waiting again', async () => {
  const { clock, calls, batcher } = setUp({ maxSize: 2, maxDelayMs: 5 });
  for (const item of [1, 2, 3, 4, 5]) void batcher.submit(item);
  expect(calls.batches).toEqual([[1, 2]]);
  clock.advance(7);
  await calls.finish();
  await calls.finish();
  expect(calls.batches).toEqual([[1, 2], [3, 4], [5]]);
});

test('as many calls run at once as there are inference threads', () => {
  const { calls, batcher } = setUp({ maxSize: 1, maxDelayMs: 0, parallelCalls: 2 });
  for (const item of [1, 2, 3]) void batcher.submit(item);
  expect(calls.batches).toEqual([[1], [2]]);
});

test('a failed call fails its own items only', async () => {
  const { calls, batcher } = setUp({ maxSize: 2, maxDelayMs: 0 });
  const outcomes = Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
  await calls.fail(new Error('no memory'));
  await calls.finish();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('an item that makes its call fail does so alone: the others of the call are done', async () => {
  const call = (items: readonly number[]) =>
    items.includes(13) ? Promise.reject(new Error('bad item')) : Promise.resolve(items.map(String));
  const batcher = new MicroBatcher<number, string>({
    maxSize: 4,
    maxDelayMs: 5,
    parallelCalls: 1,
    clock: new ManualClock(),
    call,
  });
  const outcomes = await Promise.allSettled([1, 13, 2, 3].map((item) => batcher.submit(item)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});

test('owners take turns, so that one item is not kept waiting by an owner with many', async () => {
  const { calls, batcher } = setUp({ maxSize: 2, maxDelayMs: 0 });
  for (const item of [1, 2, 3, 4, 5]) void batcher.submit(item, 'many');
  void batcher.submit(100, 'few');
  void batcher.submit(200, 'other');
  for (let call = 0; call < 4; call++) await calls.finish();
  expect(calls.batches).toEqual([[1], [2, 100], [200, 3], [4, 5]]);
});

test('a call that answers with another number of results fails, so that no answer reaches the wrong text', async () => {
  const batcher = new MicroBatcher<number, string>({
    maxSize: 2,
    maxDelayMs: 0,
    parallelCalls: 1,
    clock: new ManualClock(),
    call: () => Promise.resolve([]),
  });
  await expect(batcher.submit(1)).rejects.toThrow('1 items gave 0 results');
});

test('whatever arrives when, every item gets its own result, in order, in batches within the bound', async () => {
  const arrivals = fc.array(fc.record({ gapMs: fc.integer({ min: 0, max: 12 }), finish: fc.boolean() }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      arrivals,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 9 }),
      async (steps, maxSize, maxDelayMs) => {
        const { clock, calls, batcher } = setUp({ maxSize, maxDelayMs });
        const results: Promise<string>[] = [];
        for (const [item, { gapMs, finish }] of steps.entries()) {
          clock.advance(gapMs);
          results.push(batcher.submit(item));
          if (finish) await calls.finish();
        }
        for (let call = 0; call < steps.length; call++) {
          clock.advance(maxDelayMs);
          await calls.finish();
        }
        expect(await Promise.all(results)).toEqual(steps.map((_step, item) => String(item)));
        expect(calls.batches.flat()).toEqual(steps.map((_step, item) => item));
        expect(calls.batches.every((batch) => batch.length >= 1 && batch.length <= maxSize)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
