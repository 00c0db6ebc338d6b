import fc from 'fast-check';
import { durationText, intervalText, metricText, momentText, plainNumber } from './number';
import { plain } from '../../contract';

test.each([
  ['p95Ms', 83.247, '83.2 ms'],
  ['p95Ms', 4.3061, '4.31 ms'],
  ['p95Ms', 182.44, '182 ms'],
  ['p95Ms', 10_022.4, '10,022 ms'],
  ['coldStartMs', 4130.4, '4,130 ms'],
  ['errorRate', 0.0123, '1.23 %'],
  ['errorRate', 0, '0.00 %'],
  ['cpuUtilization', 0.582, '58 % of limit'],
  ['memoryPeakBytes', 318_767_104, '304 MiB'],
  ['memoryPeakBytes', 52_428_800, '50.0 MiB'],
  ['costPer1000Usd', 0.000389, '$0.000389'],
  ['costPer1000Usd', 0.0123456, '$0.0123'],
  ['costPer1000Usd', 1234.5, '$1,234.50'],
  ['costPer1000Usd', 0, '$0.00'],
  ['saturationRps', 42.61, '42.6 req/s'],
  ['jobs', 12_345, '12,345'],
  ['maxProbabilityDifference', 0.0000031, '0.000003'],
  ['maxProbabilityDifference', 0.00000004, '4.0e−8'],
  ['errorRate', 0.00003, '0.0030 %'],
])('%s %d is shown as %s', (metric, value, text) => {
  expect(metricText(metric, value)).toBe(text);
});

test('a metric that the contract does not know is shown by the unit in its name', () => {
  expect(metricText('firstByteMs', 12.34)).toBe('12.3 ms');
  expect(metricText('warmBytes', 3 * 2 ** 20)).toBe('3.0 MiB');
  expect(metricText('correct', 809)).toBe('809');
  expect(metricText('ratio', 0.5)).toBe('0.50');
});

test('an interval has the digits of its value, so that the three numbers line up', () => {
  const interval = { low: 9.961, high: 100.83, level: 0.95, method: 'wilson' };
  expect(intervalText('p95Ms', 89.93, interval)).toBe('10.0 – 100.8');
  expect(intervalText('errorRate', 0.1494, { ...interval, low: 0.14193, high: 0.15684 })).toBe('14.19 – 15.68');
  expect(intervalText('costPer1000Usd', 0.000389, { ...interval, low: 0.00038, high: 0.0004011 })).toBe('$0.000380 – $0.000401');
});

test('negative numbers have a minus sign, and nothing is ever minus zero', () => {
  expect(metricText('p95Ms', -3.14159)).toBe('−3.14 ms');
  expect(metricText('saturationRps', -0.01)).toBe('−0.010 req/s');
  expect(intervalText('saturationRps', 4.2, { low: -0.01, high: 9, level: 0.95, method: 'bootstrap' })).toBe('0.0 – 9.0');
  expect(metricText('costPer1000Usd', -0.25)).toBe('−$0.250');
});

test('durations and moments read as people say them', () => {
  expect([0.04, 8, 42.4, 60, 192, 7500].map(durationText)).toEqual(['0.0 s', '8 s', '42 s', '1 min', '3 min 12 s', '2 h 05 min']);
  expect(momentText('2026-07-30T10:00:41.900Z')).toBe('2026-07-30 10:00 UTC');
});

test('a number without a known meaning has at most three significant digits after the whole part', () => {
  expect([0, 7, 1234567, 0.6961, 12.345, 1234.5, 0.5].map(plainNumber)).toEqual([
    '0',
    '7',
    '1,234,567',
    '0.696',
    '12.3',
    '1,235',
    '0.5',
  ]);
});

test('a duration never shows 60 seconds or 60 minutes', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
      expect(durationText(seconds)).not.toMatch(/\b60 (s|min)\b/);
    }),
  );
});

test('control characters, escape sequences and text direction overrides never leave a result', () => {
  const text = plain('a\u001b[31mred\u0007\r\nb\u202egnp.exe\u2028c');
  expect(text).toBe('a [31mred b gnp.exe c');
});
