import type { Phase, Scenario } from '../../contract';
import { durationText, plainNumber } from '../text/number';
import { plain } from '../../contract';

/** `open loop: 15 s at 12 req/s, then spike 30 s rising 12 → 60 req/s` */
export function loadPhrase(scenario: Scenario): string {
  const loop = scenario.concurrency === undefined ? 'open loop' : `closed loop, ${scenario.concurrency} clients`;
  return `${loop}: ${scenario.phases.map(phaseText).join(', then ')}`;
}

/** The phrase with all other settings of the load: `…; poisson arrivals, seed 7, time-out 10 s` */
export function loadSentence(scenario: Scenario): string {
  const arrivals = scenario.concurrency === undefined ? `${scenario.arrivals} arrivals, ` : '';
  return `${loadPhrase(scenario)}; ${arrivals}seed ${scenario.seed}, time-out ${durationText(scenario.timeoutMs / 1000)}`;
}

function phaseText(phase: Phase): string {
  const name = phase.name === undefined ? '' : `${plain(phase.name)} `;
  return `${name}${durationText(phase.seconds)}${rateText(phase)}`;
}

function rateText({ rps, from, to }: Phase): string {
  if (rps !== undefined) return ` at ${plainNumber(rps)} req/s`;
  if (from === undefined || to === undefined) return '';
  return ` ${to >= from ? 'rising' : 'falling'} ${plainNumber(from)} → ${plainNumber(to)} req/s`;
}
