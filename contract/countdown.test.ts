import { clockText, countdownText, readCountdown } from './countdown';

test('times are written in minutes and seconds', () => {
  expect([clockText(-3), clockText(59.4), clockText(59.6), clockText(605)]).toEqual(['0s', '59s', '1m00s', '10m05s']);
});

test('a countdown can be read back; other lines are no countdown', () => {
  for (const leftSeconds of [0, 46, 60, 1205])
    expect(readCountdown(countdownText({ what: 'warm-up', leftSeconds }))).toEqual({ what: 'warm-up', leftSeconds });
  expect(readCountdown('warm-up: finishing')).toBeUndefined();
});
