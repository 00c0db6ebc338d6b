import fc from 'fast-check';
import { approximateFloat, milliValue, parseQuantity } from './quantity';

test.each([
  ['500m', 500],
  ['1', 1000],
  [30, 30_000],
  ['0.1', 100],
  ['1.5k', 1_500_000],
  ['1Gi', 1_073_741_824_000],
  ['0.5Ki', 512_000],
  ['2e3', 2_000_000],
  ['12E', 12e21],
  ['.5', 500],
  ['5.', 5000],
  ['0', 0],
])('%s is %d thousandths', (text, milli) => {
  expect(milliValue(text)).toBe(milli);
});

test.each([
  ['1500u', 2],
  ['1n', 1],
  ['0.0001', 1],
  ['0.0000000000001', 1],
])('%s is finer than a thousandth and rounds up to %d', (text, milli) => {
  expect(milliValue(text)).toBe(milli);
});

test.each(['', 'm', '1 Gi', '1GB', '1K', '1ki', '1.2.3', '1e', 'abc', '--1', '1Mm'])('"%s" is no quantity', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
  expect(milliValue(text)).toBeUndefined();
});

test('a tolerance of 35m is what mantissa times power of ten makes of it, not the nearest double of 0.035', () => {
  expect(approximateFloat('35m')).toBe(35 * 1e-3);
  expect(approximateFloat('0.05')).toBe(5 * 1e-2);
  expect(approximateFloat('2')).toBe(2);
});

test('whole milli-units come back exactly, whatever the suffix they are written with', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (milli) => {
      expect(milliValue(`${milli}m`)).toBe(milli);
      expect(milliValue(`${milli * 1000}u`)).toBe(milli);
      expect(milliValue(String(milli))).toBe(milli * 1000);
    }),
  );
});
