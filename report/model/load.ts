import type { Phase, Scenario } from '../../contract';
import { durationText, plainNumber } from '../text/number';
import { plain } from '../text/plain';

/** `open loop, poisson arrivals, time-out 10 s: 15 s at 12 req/s, then spike: 30 s rising 12 → 60 req/s`. */
export function loadSentence(scenario: Scenario): string {
  const loop =
    scenario.concurrency === undefined
      ? `open loop, ${scenario.arrivals} arrivals`
      : `closed loop, ${scenario.concurrency} clients`;
  const phases = scenario.phases.map(phaseText).join(', then ');
  return `${loop}, time-out ${durationText(scenario.timeoutMs / 1000)}, seed ${scenario.seed}: ${phases}`;
}

function phaseText(phase: Phase): string {
  const name = phase.name === undefined ? '' : `${plain(phase.name)}: `;
  return `${name}${durationText(phase.seconds)}${rateText(phase)}`;
}

function rateText({ rps, from, to }: Phase): string {
  if (rps !== undefined) return ` at ${plainNumber(rps)} req/s`;
  if (from === undefined || to === undefined) return '';
  return ` ${to >= from ? 'rising' : 'falling'} ${plainNumber(from)} → ${plainNumber(to)} req/s`;
}
