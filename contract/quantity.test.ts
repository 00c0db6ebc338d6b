import fc from 'fast-check';
import { approximateFloat, cpuMillis, durationSeconds, memoryBytes, milliValue, parseQuantity, quantityText } from './quantity';

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

test('a tolerance of 35m is mantissa times power of ten, not the nearest double of 0.035', () => {
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

test.each(['1e100', '9'.repeat(101), `0.${'1'.repeat(101)}`])('%s is longer than any real amount, and is not read', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test('an amount finer than a thousandth rounds away from zero', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (nano) => {
      expect(milliValue(`${nano}n`)).toBe(Math.ceil(nano / 1e6));
      expect(milliValue(`-${nano}n`)).toBe(-Math.ceil(nano / 1e6));
    }),
  );
});

test('a point, an exponent and a suffix that mean the same are read the same', () => {
  const suffixes = fc.constantFrom(['k', 3], ['M', 6], ['G', 9], ['T', 12]) as fc.Arbitrary<readonly [string, number]>;
  fc.assert(
    fc.property(fc.nat({ max: 999_999 }), fc.nat({ max: 6 }), suffixes, (digits, decimals, [suffix, exponent]) => {
      const text = `${digits}e-${decimals}`;
      const written = (digits / 10 ** decimals).toFixed(decimals);
      expect(milliValue(written)).toBe(milliValue(text));
      expect(milliValue(`${written}${suffix}`)).toBe(milliValue(`${digits}e${exponent - decimals}`));
    }),
  );
});

test('binary suffixes multiply by 1024', () => {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  fc.assert(
    fc.property(fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 4 }), (amount, unit) => {
      expect(memoryBytes(`${amount}${units[unit]!}`)).toBe(memoryBytes(`${amount * 1024}${units[unit - 1]!}`));
    }),
  );
});

test('an amount written as the API does is read back unchanged', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (milli) => {
      expect(milliValue(quantityText(milli))).toBe(milli);
    }),
  );
});

test('any text is read as an amount of at least 0, or not at all', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9.]{0,6}([a-zA-Z]{0,2}|e-?[0-9]{1,4})$/));
  fc.assert(
    fc.property(texts, (text) => {
      for (const amount of [cpuMillis(text), memoryBytes(text)])
        if (amount !== undefined) expect(amount).toBeGreaterThanOrEqual(0);
    }),
  );
});

test.each([
  [0, '0'],
  [1, '1m'],
  [250_000, '250'],
  [1500, '1500m'],
  [16_000_000, '16k'],
  [209_715_200_000, '209715200'],
  [3_000_000_000, '3M'],
])('%s thousandths are written %s', (milli, text) => {
  expect(quantityText(milli)).toBe(text);
});

test.each([
  ['500m', 500],
  ['1', 1000],
  ['0.1', 100],
  ['2.5', 2500],
  ['100u', 1],
  ['-1', undefined],
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
  ['1.5', 2],
  ['-1Gi', undefined],
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
