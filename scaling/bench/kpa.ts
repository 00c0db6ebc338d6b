/**
 * How many decisions of the Knative autoscaler one core makes per second.
 *
 * Run: npx tsc -p tsconfig.json && node build/scaling/bench/kpa.js
 * Profile: node --cpu-prof --cpu-prof-dir /tmp build/scaling/bench/kpa.js
 */
import { median } from '../../contract/statistics';
import { DEFAULT_AUTOSCALER_CONFIG, KpaAutoscaler, TICK_INTERVAL_MS } from '../kpa';

const TICKS_PER_ROUND = 2_000_000;
const ROUNDS = 5;
/** A Thursday in 2026: real clocks give large numbers, which cost more than small ones. */
const START_MS = 1_780_000_000_000;

/**
 * Two hours of load as pods report it: a slow wave with noise, bursts that cause panic, and pauses longer than the stable window.
 * Two reports per tick in every other tick, one in the rest. Generated before the clock starts.
 */
function load(reports: number): Float64Array {
  const values = new Float64Array(reports);
  let seed = 42;
  for (let index = 0; index < reports; index++) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const noise = seed / 2 ** 31;
    const burst = index % 700 < 30 ? 8 : 1;
    const pause = index % 1900 > 1820 ? 0 : 1;
    values[index] = (60 + 50 * Math.sin(index / 300)) * (0.9 + 0.2 * noise) * burst * pause;
  }
  return values;
}

interface Round {
  readonly ticksPerSecond: number;
  /** Depends on every decision, so that none can be optimised away. */
  readonly podTicks: number;
}

function round(values: Float64Array): Round {
  const kpa = new KpaAutoscaler({
    podAutoscaler: { annotations: {}, containerConcurrency: 0, reachability: 'Reachable' },
    config: DEFAULT_AUTOSCALER_CONFIG,
    nowMs: START_MS,
    readyPods: 0,
  });
  let nowMs = START_MS;
  let readyPods = 0;
  let podTicks = 0;
  let next = 0;
  const startedAt = process.hrtime.bigint();
  for (let tick = 0; tick < TICKS_PER_ROUND; tick++) {
    for (let report = tick % 2; report < 2; report++) {
      const concurrency = values[next] ?? 0;
      kpa.record(nowMs + 800 + report * 900, concurrency, concurrency * 7);
      next = next + 1 === values.length ? 0 : next + 1;
    }
    nowMs += TICK_INTERVAL_MS;
    const result = kpa.scale(nowMs, readyPods);
    if (result.valid) readyPods = result.desired;
    podTicks += readyPods;
  }
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  return { ticksPerSecond: TICKS_PER_ROUND / seconds, podTicks };
}

function main(): void {
  const values = load(3_600);
  const rounds = Array.from({ length: ROUNDS }, () => round(values));
  const rates = rounds.map(({ ticksPerSecond }) => ticksPerSecond);
  const format = (value: number): string => `${(value / 1e6).toFixed(2)} M ticks/s`;
  process.stdout.write(
    `KPA: 60 s stable window, 1 s buckets, 1-2 reports and one decision per tick, ${TICKS_PER_ROUND} ticks, ${ROUNDS} rounds\n` +
      `median ${format(median(rates))}  best ${format(Math.max(...rates))}  worst ${format(Math.min(...rates))}  (checksum ${rounds[0]?.podTicks ?? 0})\n`,
  );
}

main();
