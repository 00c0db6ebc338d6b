/**
 * Simulated requests per second of one core (CPU time, so that neighbours on the machine do not count), fixed replicas:
 *   npx tsc -p tsconfig.json && node build/scaling/bench/simulate.js
 * Also the mean wait against theory, to show that a fast answer is also right.
 *
 * Where the time goes (node --cpu-prof, M/M/1): about a quarter draws random numbers and takes logarithms, a third is the event
 * loop with the balancer, a quarter a pod's clock and workers, the rest counts latencies. What it took to get there: one row of a
 * typed array per request instead of a column per field, the time in a cell instead of in arguments (V8 allocates a fraction that
 * it passes), `Math` bound once per module (jest and workers of vm contexts look globals up every time), draws by the block.
 */
import { exampleConfig, exampleWorkload, multiServerQueue } from '../simulate/testing/config';
import { meanWaitInQueue } from '../simulate/results/queueing-theory';
import { simulate } from '../simulate/simulate';
import type { SimulationConfig } from '../simulate/config';

const REQUESTS = 2_000_000;
/** The best round counts: a short one is likely to have had the core to itself. */
const ROUNDS = 9;

function bestRate(config: SimulationConfig): { readonly perSecond: number; readonly meanWaitMs: number; readonly sent: number } {
  let perSecond = 0;
  let meanWaitMs = 0;
  let sent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    const { totals } = simulate(config, round);
    const used = process.cpuUsage(start);
    const seconds = (used.user + used.system) / 1e6;
    perSecond = Math.max(perSecond, totals.sent / seconds);
    meanWaitMs += totals.meanWaitMs / ROUNDS;
    sent += totals.sent;
  }
  return { perSecond, meanWaitMs, sent };
}

function line(name: string, config: SimulationConfig, expectedWaitMs?: number): void {
  const { perSecond, meanWaitMs, sent } = bestRate(config);
  const theory = expectedWaitMs === undefined ? '' : `, theory ${expectedWaitMs.toFixed(4)} ms`;
  process.stdout.write(
    `${name}: ${(perSecond / 1e6).toFixed(2)} million requests/s (${sent} simulated), mean wait ${meanWaitMs.toFixed(4)} ms${theory}\n`,
  );
}

for (const [servers, utilization] of [
  [1, 0.8],
  [4, 0.8],
  [16, 0.9],
] as const) {
  line(
    `M/M/${servers} at ${utilization}`,
    multiServerQueue(servers, utilization, REQUESTS),
    meanWaitInQueue(servers, utilization, 1),
  );
}
const seconds = 2_000;
line(
  '10 pods behind a random balancer',
  exampleConfig({
    load: {
      kind: 'scenario',
      scenario: { phases: [{ seconds, rps: REQUESTS / seconds }], arrivals: 'poisson', timeoutMs: 60_000, seed: 1 },
    },
    workload: exampleWorkload({ serviceTime: { kind: 'exponential', meanMs: 7 } }),
    autoscaler: { kind: 'fixed', replicas: 10 },
  }),
  meanWaitInQueue(1, 0.7, 7),
);
