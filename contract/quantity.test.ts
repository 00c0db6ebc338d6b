import { cpuMillis, durationSeconds, memoryBytes } from './quantity';

test.each([
  ['500m', 500],
  ['1', 1000],
  ['0.1', 100],
  ['2.5', 2500],
  ['1Gi', undefined],
  ['2 cores', undefined],
  ['', undefined],
])('CPU %s is %s millicores', (text, millis) => {
  expect(cpuMillis(text)).toBe(millis);
});

test.each([
  ['512Mi', 536_870_912],
  ['1G', 1_000_000_000],
  ['100', 100],
  ['500m', undefined],
  ['512MB', undefined],
])('memory %s is %s bytes', (text, bytes) => {
  expect(memoryBytes(text)).toBe(bytes);
});

test.each([
  ['300ms', 0.3],
  ['1h30m', 5400],
  ['10', undefined],
  ['5 s', undefined],
])('duration %s is %s seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});
