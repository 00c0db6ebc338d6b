import { FakeClock } from '../testing/fake-clock';
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

test('a tick that stops the ticker is the last', async () => {
  const clock = new FakeClock();
  let ticks = 0;
  const ticker: Ticker = new Ticker(clock, 1000, () => {
    if (++ticks === 2) ticker.stop();
  }).startLater();
  await clock.advance(10_000);
  expect(ticks).toBe(2);
});
