import { phaseRates, type Scenario } from '../../contract/scenario';
import { closedLoop } from './closed-loop';
import { openLoop, type Timing } from './open-loop';
import type { RequestKind } from './request';
import type { Samples } from './samples';

/** Offers the scenario's load: open loop, or phase after phase of closed loop when it gives a concurrency. */
export async function offer(scenario: Scenario, kind: RequestKind, timing: Timing): Promise<Samples> {
  const { concurrency, timeoutMs } = scenario;
  if (concurrency === undefined) return openLoop(scenario, kind, timing);
  const startMs = timing.now();
  const all: Samples['all'][number][] = [];
  for (const { seconds } of scenario.phases) {
    const phase = await closedLoop({ concurrency, seconds, timeoutMs }, kind, timing.now);
    for (const sample of phase.all) all.push(sample);
  }
  return { startMs, seconds: (timing.now() - startMs) / 1000, all };
}

/** Load as at the scenario's start, to warm up connections, threads and caches. */
export function warmupOf({ phases: [first], timeoutMs, seed }: Scenario, seconds: number): Scenario {
  const rps = first === undefined ? 1 : Math.max(1, phaseRates(first).from);
  return { phases: seconds > 0 ? [{ seconds, rps }] : [], arrivals: 'uniform', timeoutMs, seed };
}
