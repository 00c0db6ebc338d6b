import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress, type Step } from './progress';

const STEPS: readonly Step[] = [
  { id: 'short', title: 'something short', estimateSeconds: 10 },
  { id: 'long', title: 'something long', estimateSeconds: 200 },
];
const folder = mkdtempSync(join(tmpdir(), 'lab-progress-'));
const timings = join(folder, 'timings.json');
let lines: string[] = [];

function progress(): Progress {
  return new Progress(
    STEPS,
    timings,
    (line) => lines.push(line),
    () => Date.now() / 1000,
  );
}

/** Work of that length, on the clock of the test. */
const taking = (seconds: number) => async (): Promise<void> => {
  const done = new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  await jest.advanceTimersByTimeAsync(seconds * 1000);
  await done;
};

beforeEach(() => {
  lines = [];
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
  if (existsSync(timings)) rmSync(timings);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('every heading says how long the whole run still takes', async () => {
  const shown = progress();
  await shown.run('short', taking(3));
  await shown.run('long', taking(5));
  expect(lines).toEqual(['==> [1/2] something short  (about 3m30s left)', '==> [2/2] something long  (about 3m20s left)']);
});

test('what earlier runs took replaces the first guess', async () => {
  writeFileSync(timings, '{"long": 1000}');
  await progress().run('short', taking(1));
  expect(lines).toEqual(['==> [1/2] something short  (about 16m50s left)']);
});

test('a long step counts down while nothing else is said', async () => {
  await progress().run('long', taking(130));
  expect(lines.slice(1)).toEqual(['    still running  (about 2m20s left)', '    still running  (about 1m20s left)']);
});

test('a step that takes longer than expected says so, and never counts below what is left after it', async () => {
  await progress().run('short', taking(80));
  expect(lines.slice(1)).toEqual([
    '    longer than the 10s expected: 16s so far; about 3m20s left after it',
    '    longer than the 10s expected: 1m16s so far; about 3m20s left after it',
  ]);
});

test("a step's own countdown becomes that of the whole run", async () => {
  const shown = progress();
  await shown.run('short', () => {
    shown.log('warm-up  (about 8s left)');
    return Promise.resolve();
  });
  expect(lines[1]).toBe('    warm-up  (about 3m28s left)');
});

test('a step that failed early does not shorten the next estimate', async () => {
  const shown = progress();
  await shown.run('long', taking(2), () => false);
  shown.save();
  await progress().run('long', taking(1));
  expect(lines.at(-1)).toBe('==> [2/2] something long  (about 3m20s left)');
});
