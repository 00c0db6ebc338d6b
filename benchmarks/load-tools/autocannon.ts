import { readFileSync } from 'node:fs';
import { phaseRates, type Phase } from '../../contract/scenario';
import { closedLoop } from '../load/closed-loop';
import type { Sample } from '../load/samples';
import { measurementOf } from './measurement';
import type { LoadTool } from './tool';

/** A ramp becomes steps of this length: autocannon knows one rate a run. */
const RAMP_STEP_SECONDS = 2;

export interface Step {
  readonly seconds: number;
  /** Whole requests per second, as autocannon takes them; 0 is a pause. */
  readonly rps: number;
}

/** Phases that autocannon can run: constant whole rates. A ramp climbs in steps, each at its middle rate. */
export function stepsOf(phases: readonly Phase[]): Step[] {
  return phases.flatMap((phase) => {
    const { from, to } = phaseRates(phase);
    const count = from === to ? 1 : Math.max(1, Math.round(phase.seconds / RAMP_STEP_SECONDS));
    return Array.from({ length: count }, (_, index) => ({
      seconds: phase.seconds / count,
      rps: Math.round(from + ((to - from) * (index + 0.5)) / count),
    }));
  });
}

function packageVersion(): string {
  const text = readFileSync(require.resolve('autocannon/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * autocannon with its `overallRate`: at most that many requests a second, but a client sends only when it has its answer.
 * Its own correction for that (on unless `ignoreCoordinatedOmission`) is not used: version 9 passes it an expected interval
 * of 1/rate seconds where the histogram counts milliseconds, which makes up values that nobody measured.
 */
export const autocannonTool: LoadTool = {
  name: 'autocannon',
  version: packageVersion(),
  loop: 'closed, held to the rate',
  runs: 'in this process',
  note: 'a client that waits sends nothing, so load falls as the server slows: coordinated omission',
  run: async ({ scenario, kind, now, sleep, closedLoopClients }) => {
    const startMs = now();
    const all: Sample[] = [];
    for (const { seconds, rps } of stepsOf(scenario.phases)) {
      const endMs = now() + seconds * 1000;
      if (rps > 0) {
        const load = { concurrency: closedLoopClients, seconds, timeoutMs: scenario.timeoutMs, overallRps: rps };
        for (const sample of (await closedLoop(load, kind, now)).all) all.push(sample);
      }
      // Wait even if the step ended early because the server was gone: the scenario goes on.
      await sleep(Math.max(0, endMs - now()));
    }
    return measurementOf({ startMs, seconds: (now() - startMs) / 1000, all });
  },
};
