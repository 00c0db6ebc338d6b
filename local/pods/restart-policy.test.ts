import { RestartBackoff, shouldRestart } from './restart-policy';

const MINUTE = 60_000;

/** Restart delays of a container that ends as soon as it starts. */
function delays(crashes: number): number[] {
  const backoff = new RestartBackoff();
  let now = 0;
  return Array.from({ length: crashes }, () => {
    const waitMs = backoff.remainingMs(now, now);
    const endedAt = now;
    now += waitMs;
    backoff.restarted(endedAt, now);
    return waitMs / 1000;
  });
}

test('the first restart is immediate, then 10 s doubling to 5 min', () => {
  expect(delays(9)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('time since the end counts towards the delay', () => {
  const backoff = new RestartBackoff();
  backoff.restarted(0, 0);
  expect(backoff.remainingMs(1000, 4000)).toBe(7000);
  expect(backoff.remainingMs(1000, 11_000)).toBe(0);
});

test('ten minutes without a crash reset the delay', () => {
  const backoff = new RestartBackoff();
  for (let crash = 0; crash < 4; crash++) backoff.restarted(0, 0);
  expect(backoff.remainingMs(10 * MINUTE, 10 * MINUTE)).toBe(80_000);
  expect(backoff.remainingMs(10 * MINUTE + 1, 10 * MINUTE + 1)).toBe(0);
  expect(backoff.restarted(10 * MINUTE + 1, 10 * MINUTE + 1)).toBe(10_000);
});

test.each([
  ['Always', 0, true],
  ['Always', 1, true],
  ['OnFailure', 0, false],
  ['OnFailure', 1, true],
  ['Never', 1, false],
] as const)('policy %s with exit code %i restarts: %s', (policy, exitCode, expected) => {
  expect(shouldRestart(policy, exitCode)).toBe(expected);
});
