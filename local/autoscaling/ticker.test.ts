import { FakeClock } from '../testing/fake-clock';
import { quantityText } from './quantity-text';
import { Ticker } from './ticker';

test('it ticks at once and then once per period, until it is stopped', async () => {
  const clock = new FakeClock();
  const start = clock.nowMs();
  const ticks: number[] = [];
  const ticker = new Ticker(clock, 1000, () => ticks.push(clock.nowMs() - start)).start();
  await clock.advance(2500);
  ticker.stop();
  await clock.advance(5000);
  expect(ticks).toEqual([0, 1000, 2000]);
});

test('a tick that stops it is its last', async () => {
  const clock = new FakeClock();
  let ticks = 0;
  const ticker: Ticker = new Ticker(clock, 1000, () => {
    if (++ticks === 2) ticker.stop();
  }).startLater();
  await clock.advance(10_000);
  expect(ticks).toBe(2);
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
