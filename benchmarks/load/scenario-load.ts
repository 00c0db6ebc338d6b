import { phaseRates, type Scenario } from '../../contract/scenario';
import { closedLoop } from './closed-loop';
import { openLoop, WHOLE, type Share, type Timing } from './open-loop';
import type { RequestKind } from './request';
import type { Samples } from './samples';

/** Offers the scenario's load, or a generator's share of it: open loop, or phase after phase of closed loop when it gives a concurrency. */
export async function offer(scenario: Scenario, kind: RequestKind, timing: Timing, share: Share = WHOLE): Promise<Samples> {
  const { timeoutMs } = scenario;
  if (scenario.concurrency === undefined) return openLoop(scenario, kind, timing, share);
  const concurrency = clientsOf(scenario.concurrency, share);
  const startMs = timing.now();
  const all: Samples['all'][number][] = [];
  for (const { seconds } of scenario.phases) {
    if (concurrency === 0) await timing.sleep(seconds * 1000);
    else for (const sample of (await closedLoop({ concurrency, seconds, timeoutMs }, kind, timing.now)).all) all.push(sample);
  }
  return { startMs, seconds: (timing.now() - startMs) / 1000, all };
}

/** The clients of a closed loop that one of several generators has. */
function clientsOf(concurrency: number, { index, of }: Share): number {
  return Math.floor(concurrency / of) + (index < concurrency % of ? 1 : 0);
}

/** Load as at the scenario's start, to warm up connections, threads and caches. */
export function warmupOf({ phases: [first], timeoutMs, seed }: Scenario, seconds: number): Scenario {
  const rps = first === undefined ? 1 : Math.max(1, phaseRates(first).from);
  return { phases: seconds > 0 ? [{ seconds, rps }] : [], arrivals: 'uniform', timeoutMs, seed };
}
